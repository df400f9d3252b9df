-- A session is over.
-- KEYS[1] the session's record; ARGV 1 the epoch of who says so
-- returns {1 if it is gone, else 0}
-- guarantees that it stays if somebody with a newer epoch goes on with the session.
local epoch = redis.call('HGET', KEYS[1], 'epoch')
if epoch and tonumber(epoch) > tonumber(ARGV[1]) then
  return {0}
end
redis.call('DEL', KEYS[1])
return {1}
