-- Registers an invite.
-- KEYS[1] states of the inviter's invites, KEYS[2] this invite, KEYS[3] the inviter's last place
-- ARGV 1 time or empty; 2 the invite's id; 3 its bytes; 4 when it expires in microseconds; 5 its uses; 6 its trust
--   level; 7 live invites an inviter may have; 8 how many are remembered that aren't live; 9 for how long beyond their
--   expiry
-- returns {'REGISTERED', [ids of invites that are forgotten before their time]}, also if it is live already; {'TAKEN'}
--   if the id was used before otherwise; {'FULL'}
-- guarantees the bounds, and that an invite that is forgotten takes its uses along.
local now, id, afterlife = time(), ARGV[2], tonumber(ARGV[9])
local prefix = string.sub(KEYS[2], 1, -#id - 1)
local states, live, latest = {}, 0, 0
local found = redis.call('HGETALL', KEYS[1])
for i = 1, #found, 2 do
  local invite = read(found[i + 1])
  if now >= invite.expires + afterlife then
    redis.call('HDEL', KEYS[1], found[i])
    redis.call('UNLINK', prefix .. found[i])
  else
    states[found[i]] = invite
    latest = math.max(latest, invite.expires)
    if is_live(invite, now) then
      live = live + 1
    end
  end
end

local known = states[id]
if known then
  if is_live(known, now) and redis.call('HGET', KEYS[2], 'bytes') == ARGV[3] then
    -- written again, so that a confirmation covers the first time
    redis.call('HSET', KEYS[1], id, written(known))
    return {'REGISTERED', {}}
  end
  return {'TAKEN'}
end
if live >= tonumber(ARGV[7]) then
  return {'FULL'}
end

local expires = tonumber(ARGV[4])
local function life(to)
  return digits(math.max(1, math.ceil((to + afterlife - now) / 1000)))
end
states[id] = {place = next_place(KEYS[3], now), expires = expires, uses = tonumber(ARGV[5]), used = 0, revoked = false}
redis.call('HSET', KEYS[1], id, written(states[id]))
redis.call('PEXPIRE', KEYS[1], life(math.max(latest, expires)))
redis.call('DEL', KEYS[2])
redis.call('HSET', KEYS[2], 'bytes', ARGV[3], 'trust', ARGV[6])
redis.call('PEXPIRE', KEYS[2], life(expires))

local past = {}
for name, invite in pairs(states) do
  if not is_live(invite, now) then
    past[#past + 1] = name
  end
end
table.sort(past, function(one, other) return states[one].place > states[other].place end)
local forgotten = {}
for place = tonumber(ARGV[8]) + 1, #past do
  redis.call('HDEL', KEYS[1], past[place])
  redis.call('UNLINK', prefix .. past[place])
  forgotten[#forgotten + 1] = past[place]
end
return {'REGISTERED', forgotten}
