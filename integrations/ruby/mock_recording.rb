# Tests that answer from a recording of MySQL or MariaDB, each in a scope of its own. Starts the executable `mock` and speaks its
# standard output and its REST API; it knows nothing of MySQL's protocol.
#
#   Minitest:  class ShopTest < Minitest::Test
#                include MockRecording::Minitest
#   RSpec:     RSpec.configure { |config| MockRecording.install(config) }
#
# then, within a test: mock_recording("shop.db") => { host:, port:, username: }, where mock_user("app") carries the test's name.

require "json"
require "net/http"
require "shellwords"

module MockRecording
  # The executable, once per recording and process. It ends with us, since its standard input does.
  class Server
    @started = {}
    @lock = Mutex.new
    class << self
      def for(recording) = @lock.synchronize { @started[recording] ||= new(recording) }
    end

    attr_reader :port

    def initialize(recording)
      words = Shellwords.split(ENV.fetch("MOCK_COMMAND", "npx --no-install mock")) + words_for(recording)
      @pipe = IO.popen({ "MOCK_END_WITH_STDIN" => "1" }, words, "r+")
      at_exit { @pipe.close unless @pipe.closed? }
      @pipe.each_line do |line|
        case line.chomp
        when %r{\Alistening mysql://.*:(\d+)\z} then @port = Regexp.last_match(1).to_i
        when %r{\Alistening (http://\S+)\z} then @http = Regexp.last_match(1).chomp("/")
        when "ready" then return
        end
      end
      raise "mock ended before it was ready: #{words.join(' ')}"
    end

    # Misses of a scope, as lines; none while recording.
    def misses(scope)
      return [] if @http.nil?
      answer = Net::HTTP.get_response(URI("#{@http}/api/v1/mock/misses"))
      raise "this mock is older than mock_recording.rb: it tells no misses; update mysql-replay" if answer.code == "404"
      JSON.parse(answer.body).select { |miss| miss["scope"] == scope }.map { |miss| told(miss) }
    end

    # What failed tests recorded is not kept by mock.
    def tell_failure = @http.nil? && !@pipe.closed? && @pipe.puts("failed")

    private

    # Replays what is there; records where it is not and a server is named, but never with CI set.
    def words_for(recording)
      if File.exist?(recording) && ENV["MOCK_RECORD"] != "all"
        return ["replay", recording, "--port", "0", "--http-port", "0", "--log-level", "error"]
      end
      is_ci = !["", "0", "false", "no", "off"].include?(ENV.fetch("CI", "").downcase)
      upstream = ENV.fetch("MOCK_UPSTREAM", "")
      raise "there is no recording at #{recording}, and with CI set none is made" if is_ci
      raise "there is no recording at #{recording}, and none can be made: set MOCK_UPSTREAM" if upstream.empty?
      ["record", "--upstream", upstream, "-o", recording, "--overwrite", "--port", "0", "--log-level", "error"]
    end

    def told(miss)
      text = "mock has no recorded answer to: #{miss['sql'] || miss['command']}"
      nearest = miss["nearest"]
      nearest.nil? ? text : "#{text}\n    nearest: #{nearest['sql']}\n    #{nearest['difference']}"
    end
  end

  ADVICE = "If that is as it should be, record anew: MOCK_RECORD=all."

  # What a test calls.
  module Helper
    def mock_recording(recording)
      @mock_server = Server.for(recording)
      { host: "127.0.0.1", port: @mock_server.port }
    end

    # The user to log in as: it carries the test's name, which is its scope.
    def mock_user(name) = "#{name}+#{mock_scope}"

    def mock_misses = @mock_server&.misses(mock_scope) || []
  end

  module Minitest
    include Helper

    # a plus would end the user's name
    def mock_scope = "#{self.class}##{name}".gsub("+", " plus ")

    def before_teardown
      super
      lines = mock_misses
      flunk([*lines, ADVICE].join("\n")) unless lines.empty?
    end

    def after_teardown
      super
      @mock_server&.tell_failure unless passed? || skipped?
    end
  end

  module RSpec
    include Helper

    def mock_scope = ::RSpec.current_example.full_description.gsub("+", " plus ")
  end

  # For RSpec's configuration.
  def self.install(config)
    config.include RSpec
    config.after do |example|
      @mock_server&.tell_failure if example.exception
      lines = mock_misses
      raise [*lines, ADVICE].join("\n") unless lines.empty?
    end
  end
end
