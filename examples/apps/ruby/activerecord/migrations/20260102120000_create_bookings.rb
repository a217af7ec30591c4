class CreateBookings < ActiveRecord::Migration[6.1]
  def change
    create_table :bookings, id: false do |t|
      t.string :id, limit: 36, null: false, primary_key: true
      t.references :room, null: false, foreign_key: true
      t.string :guest, null: false
      t.string :token, null: false, index: { unique: true }
      t.date :starts_on, null: false
      t.integer :lock_version, null: false, default: 0
      t.timestamps precision: 6
    end
  end
end
