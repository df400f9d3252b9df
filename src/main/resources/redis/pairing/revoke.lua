-- Revokes an invite.
-- KEYS[1] states of the inviter's invites
-- ARGV 1 time or empty; 2 the invite's id; 3 for how long it is remembered beyond its expiry
-- returns {1 if there is such an invite, else 0}
-- guarantees that no use is consumed behind it, and that it works when the memory is full.
local value = redis.call('HGET', KEYS[1], ARGV[2])
local invite = value and read(value)
if not invite or time() >= invite.expires + tonumber(ARGV[3]) then
  return {0}
end
invite.revoked = true
-- a first write that takes no memory: the next one is allowed then, also when the memory is full
redis.call('HDEL', KEYS[1], '-')
redis.call('HSET', KEYS[1], ARGV[2], written(invite))
return {1}
