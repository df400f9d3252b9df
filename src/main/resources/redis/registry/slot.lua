-- Stands before each script about slots: how a slot is written down, and what time it is.
-- KEYS[1] is always the hash of an identity's slots, `{<identity>}:slots`; ARGV[1] is always the time in microseconds,
-- or empty for this server's (only tests give one). By itself it changes nothing and returns nothing.
-- It guarantees that numbers keep all their digits.
--
-- The hash has the field `last`, the highest epoch so far; `revoked`, if an operator has ended all sessions: whatever
-- was taken with a lower epoch is over, whoever says otherwise and whenever; and a field `<kind>:<lane>:<instance>` for
-- each slot, lane and instance in base64url. Its value has these words; `-` is none, times are microseconds: epoch of
-- the last taking; node that holds it; session and its token's hash; when it was taken, for how long newcomers are
-- refused then, when its connection was lost; how many displacements the fight has, when the last was, the window
-- since; node and epoch of the last taking that had to wait for others; mark of the last claim.
local WORDS = {'epoch', 'node', 'session', 'token', 'taken', 'window', 'lost', 'count', 'last', 'fight',
  'waiter', 'waited', 'claim'}
local TEXTS = {node = true, session = true, token = true, waiter = true, claim = true}

local function digits(number)
  return string.format('%.0f', number)
end

local function read(value)
  local slot, place = {}, 1
  for word in string.gmatch(value, '%S+') do
    local name = WORDS[place]
    slot[name] = TEXTS[name] and word or tonumber(word)
    place = place + 1
  end
  return slot
end

local function written(slot)
  local words = {}
  for place, name in ipairs(WORDS) do
    words[place] = TEXTS[name] and slot[name] or digits(slot[name])
  end
  return table.concat(words, ' ')
end

local function unused()
  return {epoch = 0, node = '-', session = '-', token = '-', taken = 0, window = 0, lost = 0, count = 0, last = 0,
    fight = 0, waiter = '-', waited = 0, claim = '-'}
end

local function is_connected(slot)
  return slot.session ~= '-' and slot.node ~= '-'
end

-- what was taken before all was revoked is nobody's; who takes it next waits until its former holder has stopped
-- reading
local function all()
  local slots, last, revoked = {}, 0, 0
  local found = redis.call('HGETALL', KEYS[1])
  for i = 1, #found, 2 do
    if found[i] == 'last' then
      last = tonumber(found[i + 1])
    elseif found[i] == 'revoked' then
      revoked = tonumber(found[i + 1])
    else
      slots[found[i]] = read(found[i + 1])
    end
  end
  for _, slot in pairs(slots) do
    if slot.epoch < revoked then
      if is_connected(slot) then
        slot.waiter, slot.waited = slot.node, slot.epoch
      end
      slot.node, slot.session, slot.token, slot.claim = '-', '-', '-', '-'
    end
  end
  return slots, last
end

-- keeps the hash for so many milliseconds at least: never for less than somebody else wanted
local function keep(millis)
  if redis.call('PTTL', KEYS[1]) < tonumber(millis) then
    redis.call('PEXPIRE', KEYS[1], millis)
  end
end

local function time()
  if ARGV[1] ~= '' then
    return tonumber(ARGV[1])
  end
  local parts = redis.call('TIME')
  return tonumber(parts[1]) * 1000000 + tonumber(parts[2])
end

local function is_alive(slot, now, time_to_live)
  return slot.session ~= '-' and (slot.node ~= '-' or now - slot.lost < time_to_live)
end

local function is_quiet(slot, now, memory)
  return slot.count == 0 or now - slot.last > memory
end

-- A first write that takes no memory: all that follow are allowed then, also when the memory is full. Whatever else
-- keeps a server from writing refuses it, so call it before anybody is told of anything.
local function permit()
  redis.call('HDEL', KEYS[1], '-')
end

-- what is told when all is written
local news = {}

local function tell(channel, ...)
  news[#news + 1] = {channel, table.concat({...}, ' ')}
end

local function tell_all()
  for _, told in ipairs(news) do
    redis.call('PUBLISH', told[1], told[2])
  end
end

-- whether a slot's last taking is one of those claims; the marks stand between spaces
local function is_by(slot, marks)
  return slot.claim ~= '-' and string.find(marks, ' ' .. slot.claim .. ' ', 1, true) ~= nil
end

-- the channel of a node whose name in leases is `<node>#<number>`
local function channel(prefix, node)
  return prefix .. string.match(node, '^[^#]+')
end

