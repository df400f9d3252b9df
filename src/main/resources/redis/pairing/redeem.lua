-- Decides about a claim: consumes a use and records the pairing, at the inviter's side.
-- KEYS[1] states of the inviter's invites, KEYS[2] the invite, KEYS[3] the inviter's joiners, KEYS[4] its pairings,
--   KEYS[5] what it is joining, KEYS[6] its last place
-- ARGV 1 time or empty; 2 the invite's id; 3 the joiner; 4 the claim; 5 1 if the joiner has room; 6 pairings an
--   identity may have; 7 until when this may be decided; 8 for how long invites are remembered beyond their expiry; 9
--   channel on which a new pairing is told; 10 what is told there
-- returns {'paired', 1 if since now, when, the invite's bytes, trust level, claim}; {'refused', why}; {'joiner'} if
--   only the joiner has no room; {'late'} if it came too late to be decided
-- guarantees that no use is consumed twice, none without a pairing, and that whoever is paired consumes none.
local now, id, joiner = time(), ARGV[2], ARGV[3]
local known = redis.call('HGET', KEYS[3], joiner)
if known then
  -- written again, so that a confirmation covers the first time
  redis.call('HSET', KEYS[3], joiner, known)
  local pairing = cmsgpack.unpack(known)
  return {'paired', 0, pairing[1], pairing[2], pairing[3], pairing[4]}
end
if now > tonumber(ARGV[7]) then
  return {'late'}
end
local value = redis.call('HGET', KEYS[1], id)
local invite = value and read(value)
if not invite or now >= invite.expires + tonumber(ARGV[8]) then
  return {'refused', 'UNKNOWN'}
elseif invite.revoked or redis.call('HEXISTS', KEYS[2], 'by:' .. joiner) == 1 then
  return {'refused', 'REVOKED'}
elseif now >= invite.expires then
  return {'refused', 'EXPIRED'}
elseif invite.used >= invite.uses then
  return {'refused', 'USED_UP'}
elseif redis.call('ZCARD', KEYS[4]) + redis.call('ZCARD', KEYS[5]) >= tonumber(ARGV[6]) then
  return {'refused', 'FULL'}
elseif ARGV[5] ~= '1' then
  return {'joiner'}
end
local encoded, trust = unpack(redis.call('HMGET', KEYS[2], 'bytes', 'trust'))
if not encoded then
  return {'refused', 'UNKNOWN'}
end
invite.used = invite.used + 1
redis.call('HSET', KEYS[1], id, written(invite))
redis.call('HSET', KEYS[2], 'by:' .. joiner, '')
redis.call('HSET', KEYS[3], joiner, cmsgpack.pack({digits(now), encoded, trust, ARGV[4]}))
redis.call('ZADD', KEYS[4], digits(next_place(KEYS[6], now)), '>' .. joiner)
redis.call('PUBLISH', ARGV[9], ARGV[10])
return {'paired', 1, digits(now), encoded, trust, ARGV[4]}
