require "mysql2"
require_relative "../mock_recording"

RSpec.configure { |config| MockRecording.install(config) }

RSpec.describe "the shop" do
  let(:db) do
    Mysql2::Client.new(**mock_recording(File.join(__dir__, "shop.db")), username: mock_user("demo"),
                       password: "any", database: "shop", encoding: "utf8mb4")
  end

  it "lists the products" do
    expect(db.query("SELECT * FROM products").count).to eq 3
  end

  it "counts the orders" do
    expect(db.query("SELECT COUNT(*) FROM orders").first.values.first).to be > 0
  end
end
