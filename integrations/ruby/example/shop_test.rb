require "minitest/autorun"
require "mysql2"
require_relative "../mock_recording"

class ShopTest < Minitest::Test
  include MockRecording::Minitest

  def connect
    Mysql2::Client.new(**mock_recording(File.join(__dir__, "shop.db")), username: mock_user("demo"),
                       password: "any", database: "shop", encoding: "utf8mb4")
  end

  def test_lists_the_products
    assert_equal 3, connect.query("SELECT * FROM products").count
  end

  def test_counts_the_orders
    assert_operator connect.query("SELECT COUNT(*) FROM orders").first.values.first, :>, 0
  end
end
