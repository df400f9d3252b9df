-- A session goes on under a new registration, perhaps at another node.
-- KEYS[1] the session's record; ARGV 1 the registration's epoch; 2 milliseconds that the record is kept
-- returns {epoch, last number, channels} as they were written last, or {} if they never were
-- guarantees that nobody with an older epoch writes from now on; that a full memory keeps no session from going on.
local found = redis.call('HMGET', KEYS[1], 'epoch', 'last', 'channels')
-- takes no memory: what follows is allowed then, also when the memory is full
redis.call('HDEL', KEYS[1], '-')
if not found[1] or tonumber(found[1]) < tonumber(ARGV[1]) then
  redis.call('HSET', KEYS[1], 'epoch', ARGV[1])
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
if not found[1] then
  return {}
end
return {found[1], found[2] or '0', found[3] or ''}
