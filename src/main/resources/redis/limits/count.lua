-- Counts that a key has done what may be done so often within a minute, as a bucket that leaks evenly.
-- KEYS[1] when the bucket is empty again, in microseconds
-- ARGV 1 time in microseconds, or empty for this server's (only tests give one); 2 microseconds in which one is
--   forgiven; 3 microseconds that the bucket takes to become empty when it is full; 4 the most that it takes however
--   much is counted
-- returns {microseconds until there is room for one more, or 0}
-- guarantees that what is counted beyond the limit is waited for, and that the key ends with the wait.
local now = tonumber(ARGV[1])
if not now then
  local parts = redis.call('TIME')
  now = tonumber(parts[1]) * 1000000 + tonumber(parts[2])
end
local one, full, most = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local empty = math.max(now, tonumber(redis.call('GET', KEYS[1]) or '0'))
-- also if the clock was set back: nobody waits longer than that
empty = math.min(empty + one, now + most)
redis.call('SET', KEYS[1], string.format('%.0f', empty), 'PX', string.format('%.0f', math.ceil((empty - now) / 1000)))
return {string.format('%.0f', math.max(0, empty + one - full - now))}
