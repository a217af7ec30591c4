# Run it with: ruby examples/apps/ruby/bank_test.rb (MOCK_COMMAND="node bin/mock.js" in this repository). bank.db is the recording.

require "minitest/autorun"
require_relative "bank"
require_relative "../../../integrations/ruby/mock_recording"

class BankTest < Minitest::Test
  include MockRecording::Minitest
  parallelize_me! unless ENV["MOCK_UPSTREAM"]

  def setup
    address = mock_recording(File.join(__dir__, "bank.db"))
    user = mock_user(ENV.fetch("MYSQL_USER", "demo"))
    @bank = Bank.new(**address, username: user, password: ENV.fetch("MYSQL_PWD", "any"), database: "bank", encoding: "utf8mb4")
    @bank.migrate
  end

  def teardown = @bank.close

  def test_opens_an_account
    id, opened = @bank.open("Ann", 100)
    assert_equal({ "owner" => "Ann", "balance" => 100, "opened" => opened }, @bank.account(id))
  end

  def test_transfers_money
    ann, = @bank.open("Ann", 100)
    bob, = @bank.open("Bob", 0)
    assert @bank.transfer(ann, bob, 30)
    assert_equal [70, 30], [@bank.account(ann)["balance"], @bank.account(bob)["balance"]]
    assert_equal 1, @bank.transfers_of(ann)
  end

  def test_leaves_all_as_it_was_where_there_is_too_little
    ann, = @bank.open("Ann", 10)
    bob, = @bank.open("Bob", 0)
    refute @bank.transfer(ann, bob, 30)
    assert_equal [10, 0], [@bank.account(ann)["balance"], @bank.account(bob)["balance"]]
    assert_equal 0, @bank.transfers_of(ann)
  end

  def test_knows_no_account_that_nobody_opened
    assert_nil @bank.account("00000000-0000-4000-a000-000000000000")
  end
end
