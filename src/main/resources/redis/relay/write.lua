-- Writes down which channels a session has.
-- KEYS[1] the session's record; ARGV 1 the writer's epoch; 2 milliseconds that the record is kept; 3 the last channel
--   number that was given; 4 its channels, a line each: number, key in two words, side, generation, the peer's
--   identity, instance, kind, lane and session
-- returns {1 if it was written, else 0}
-- guarantees that nothing is written by whom somebody with a newer epoch has followed; that a full memory lets no
--   session forget its channels.
local epoch = redis.call('HGET', KEYS[1], 'epoch')
if epoch and tonumber(epoch) > tonumber(ARGV[1]) then
  return {0}
end
-- takes no memory: what follows is allowed then, also when the memory is full
redis.call('HDEL', KEYS[1], '-')
redis.call('HSET', KEYS[1], 'epoch', ARGV[1], 'last', ARGV[3], 'channels', ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {1}
