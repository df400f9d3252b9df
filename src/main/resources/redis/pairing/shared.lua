-- Stands before each script about invites and pairings: what time it is, how an invite's state is written down, and
-- places in an order.
-- KEYS are each script's own, those of one identity or one invite.
-- ARGV[1] is always the time in microseconds, or empty for this server's (only tests give one). By itself it changes
-- nothing and returns nothing.
-- It guarantees that numbers keep all their digits.
--
-- `{<identity>}:invites` has a field for each invite, its id, and the words: place in the order of all, expiry, uses,
-- uses that are used, 1 if it is revoked. `{<identity>}:invite:<invite>` has the fields `bytes`, `trust`, and
-- `by:<joiner>` for each use.
local function digits(number)
  return string.format('%.0f', number)
end

local function time()
  if ARGV[1] ~= '' then
    return tonumber(ARGV[1])
  end
  local parts = redis.call('TIME')
  return tonumber(parts[1]) * 1000000 + tonumber(parts[2])
end

local function read(value)
  local place, expires, uses, used, revoked = string.match(value, '^(%d+) (%d+) (%d+) (%d+) (%d)$')
  return {place = tonumber(place), expires = tonumber(expires), uses = tonumber(uses), used = tonumber(used),
    revoked = revoked == '1'}
end

local function written(invite)
  return table.concat({digits(invite.place), digits(invite.expires), digits(invite.uses), digits(invite.used),
    invite.revoked and '1' or '0'}, ' ')
end

local function is_live(invite, now)
  return not invite.revoked and now < invite.expires and invite.used < invite.uses
end

-- behind all places that this identity has had: the last one is kept for a day, and then the clock is ahead of it
local function next_place(key, now)
  local place = math.max(now, tonumber(redis.call('GET', key) or '0') + 1)
  redis.call('SET', key, digits(place), 'PX', 86400000)
  return place
end

