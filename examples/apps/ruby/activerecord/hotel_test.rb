# Migrates once; each test has rows of its own and takes them away.

require "minitest/autorun"
require_relative "hotel"

ActiveRecord::MigrationContext.new(File.join(__dir__, "migrations"), ActiveRecord::SchemaMigration).migrate
ActiveRecord::Base.connection_pool.release_connection

class HotelTest < Minitest::Test
  parallelize_me! if ENV["N"]

  def setup
    @room = Room.create!(name: "room-#{SecureRandom.hex(8)}")
  end

  def teardown
    @room.destroy
    ActiveRecord::Base.connection_pool.release_connection
  end

  def test_a_room_is_kept
    found = Room.find(@room.id)
    assert_equal [@room.name, 2], [found.name, found.beds]
    assert_in_delta Time.now, found.created_at, 60
  end

  def test_no_two_rooms_have_one_name
    refute Room.new(name: @room.name).valid?
    assert_raises(ActiveRecord::RecordNotUnique) { Room.new(name: @room.name).save!(validate: false) }
  end

  def test_a_booking_has_a_token
    booking = @room.bookings.create!(guest: "Ada", starts_on: Date.today)
    assert_equal booking, Booking.find_by!(token: booking.token)
    booking.regenerate_token
    assert_equal "Ada", Booking.find_by!(token: booking.token).guest
  end

  def test_a_guest_changes
    booking = @room.bookings.create!(guest: "Bea", starts_on: Date.today)
    booking.update!(guest: "Beatrix")
    assert_equal "Beatrix", booking.reload.guest
    assert_operator booking.updated_at, :>=, booking.created_at
  end

  def test_who_comes_second_is_told
    booking = @room.bookings.create!(guest: "Carl", starts_on: Date.today)
    other = Booking.find(booking.id)
    booking.update!(guest: "Carla")
    assert_raises(ActiveRecord::StaleObjectError) { other.update!(guest: "Karl") }
  end

  def test_whoever_has_no_bed_is_left_out
    assert_equal ["Gil"], book(@room, %w[Eve Finn Gil])
    assert_equal %w[Eve Finn], @room.bookings.order(:guest).pluck(:guest)
  end

  def test_half_of_a_transaction_is_none
    assert_raises(RuntimeError) do
      Booking.transaction do
        @room.bookings.create!(guest: "Hal", starts_on: Date.today)
        raise "no"
      end
    end
    assert_equal 0, @room.bookings.count
  end

  def test_bookings_go_with_their_room
    booking = @room.bookings.create!(guest: "Ida", starts_on: Date.today)
    @room.destroy
    refute Booking.exists?(booking.id)
  end

  def test_many_are_booked_at_once
    now = Time.now
    rows = %w[Jan Kim].map do |guest|
      { id: SecureRandom.uuid, room_id: @room.id, guest: guest, token: SecureRandom.base58(24), starts_on: Date.today,
        created_at: now, updated_at: now }
    end
    Booking.insert_all!(rows)
    assert_equal rows.map { |row| row[:id] }.sort, Booking.where(room: @room).map(&:id).sort
  end

  def test_nobody_is_found_under_an_unknown_id
    assert_raises(ActiveRecord::RecordNotFound) { Booking.find("00000000-0000-4000-8000-000000000000") }
  end
end
