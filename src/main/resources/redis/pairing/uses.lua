-- How often a live invite can still be redeemed.
-- KEYS[1] states of the inviter's invites, KEYS[2] this invite
-- ARGV 1 time or empty; 2 the invite's id; 3 who asks
-- returns {uses that are left}; {0} if it isn't live or was redeemed by whoever asks
-- guarantees that nothing is changed.
local value = redis.call('HGET', KEYS[1], ARGV[2])
local invite = value and read(value)
if not invite or not is_live(invite, time()) or redis.call('HEXISTS', KEYS[2], 'by:' .. ARGV[3]) == 1 then
  return {0}
end
return {invite.uses - invite.used}
