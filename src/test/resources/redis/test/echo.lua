-- Writes a value and returns what it was given.
-- KEYS[1] where to; ARGV[1] a text, ARGV[2] a number
-- returns {text, number, {nil, text}}
redis.call('SET', KEYS[1], ARGV[1], 'PX', 60000)
return {ARGV[1], tonumber(ARGV[2]), {false, ARGV[1]}}
