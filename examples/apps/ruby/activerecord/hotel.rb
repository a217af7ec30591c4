# Rooms and their bookings, with ActiveRecord: rooms are numbered by the server, bookings have UUIDs and a token of their own.

require "active_record"
require "securerandom"

ActiveRecord::Base.establish_connection(
  adapter: "mysql2",
  host: ENV.fetch("MYSQL_HOST", "127.0.0.1"),
  port: ENV.fetch("MYSQL_TCP_PORT", "3306").to_i,
  username: ENV.fetch("MYSQL_USER", "root"),
  password: ENV.fetch("MYSQL_PWD", ""),
  database: ENV.fetch("MYSQL_DATABASE", "apps"),
  pool: 8,
)

class Room < ActiveRecord::Base
  has_many :bookings, dependent: :destroy
  validates :name, uniqueness: true
end

class Booking < ActiveRecord::Base
  belongs_to :room
  has_secure_token
  before_create { self.id ||= SecureRandom.uuid }
end

# All bookings or none; what is full is left out and told.
def book(room, guests)
  refused = []
  Booking.transaction do
    guests.each do |guest|
      Booking.transaction(requires_new: true) do
        room.bookings.create!(guest: guest, starts_on: Date.today + 7)
        raise ActiveRecord::Rollback if room.bookings.count > room.beds && refused << guest
      end
    end
  end
  refused
end
