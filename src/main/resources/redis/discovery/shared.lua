-- Stands before each script about what an identity has in the directory: what time it is, how entries are written down,
-- and when they end.
-- KEYS[1] is always what the identity has in the directory
-- ARGV 1 time in microseconds, or empty for this server's (only tests give one); 2 channel for changes; 3 what is told
--   there; 4 the nodes that live, each between spaces, or `*` if that isn't known; 5 microseconds for which a session
--   outlives its link; 6 microseconds behind which an announcement is looked at again; a script's own follow from 7 on
-- By itself it changes nothing and returns nothing. Scripts return first: 1 if the presence has changed, when the
-- identity   is to be looked at next or 0.
-- It guarantees that nothing is seen that has ended; that numbers keep all their digits; that what makes nothing larger
-- works   when the memory is full; and that the key has its time to live.
--
-- The hash has a field `<kind>:<lane>:<instance>` for each slot with epoch, expiry, end because of a lost link or 0,
-- end because of a dead node or 0, place in the order of all, node, and behind a line break the endpoints; `key` with
-- its expiry, and behind a line break the key; `presence` with 1 if the identity was online when it was told last, and
-- that version.
local DAY = 86400000
local LIVING, OUTLIVES, LOOK = ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6])

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

local now = time()
local entries, key, presence, last = {}, nil, {online = false}, 0
-- by the name of a field
local changed = {}

local function end_of(entry)
  local ends = entry.expires
  if entry.lost > 0 then
    ends = math.min(ends, entry.lost)
  end
  if entry.gone > 0 then
    ends = math.min(ends, entry.gone)
  end
  return ends
end

local function lives(node)
  return string.find(LIVING, ' ' .. node .. ' ', 1, true) ~= nil
end

local function read(value)
  local epoch, expires, lost, gone, place, node, text =
    string.match(value, '^(%d+) (%d+) (%d+) (%d+) (%d+) (%S+)\n(.*)$')
  return {epoch = tonumber(epoch), expires = tonumber(expires), lost = tonumber(lost), gone = tonumber(gone),
    place = tonumber(place), node = node, text = text}
end

local function written(entry)
  return table.concat({digits(entry.epoch), digits(entry.expires), digits(entry.lost), digits(entry.gone),
    digits(entry.place), entry.node}, ' ') .. '\n' .. entry.text
end

local function put(name, entry)
  entries[name] = entry
  changed[name] = true
end

local function remove(name)
  if entries[name] then
    put(name, nil)
  end
end

-- Reads all, and lets end what has to. Whose node is dead has lost its link; it is back if the node is. Where it isn't
-- known who lives, that stays as it is.
local function load()
  local found = redis.call('HGETALL', KEYS[1])
  for i = 1, #found, 2 do
    local name, value = found[i], found[i + 1]
    if name == 'presence' then
      local was, version = string.match(value, '^(%d) (%d+)$')
      presence = {online = was == '1', version = tonumber(version)}
    elseif name == 'key' then
      local expires, text = string.match(value, '^(%d+)\n(.*)$')
      key = {expires = tonumber(expires), text = text}
    else
      entries[name] = read(value)
      last = math.max(last, entries[name].place)
    end
  end
  for name, entry in pairs(entries) do
    if LIVING ~= '*' and entry.lost == 0 and now < end_of(entry) then
      local gone = 0
      if not lives(entry.node) then
        gone = entry.gone > 0 and entry.gone or now + OUTLIVES
      end
      if gone ~= entry.gone then
        entry.gone = gone
        changed[name] = true
      end
    end
    if now >= end_of(entry) then
      remove(name)
    end
  end
  if key and now >= key.expires then
    key = nil
    changed.key = true
  end
end

-- Writes a field in place of a shorter one; returns false if the memory is full.
local function grown(name, value)
  local answer = redis.pcall('HSET', KEYS[1], name, value)
  if type(answer) == 'table' and answer.err then
    if string.find(answer.err, 'OOM', 1, true) then
      return false
    end
    error(answer.err)
  end
  return true
end

local function write_all()
  -- a first write that takes no memory: the next ones are allowed then, also when the memory is full
  redis.call('HDEL', KEYS[1], '-')
  for name in pairs(changed) do
    if name == 'key' and key then
      redis.call('HSET', KEYS[1], name, digits(key.expires) .. '\n' .. key.text)
    elseif entries[name] then
      redis.call('HSET', KEYS[1], name, written(entries[name]))
    else
      redis.call('HDEL', KEYS[1], name)
    end
  end
end

-- The version of whoever nothing is known of rises with the time and is even; that of a change is odd, so none of them
-- stands for two states. Returns whether the presence has changed, and when the identity is to be looked at next.
local function settle()
  local online = next(entries) ~= nil
  local turned = online ~= presence.online
  local isWritten = turned or next(changed) ~= nil
  if isWritten then
    write_all()
  end
  if turned then
    presence = {online = online, version = math.max(2 * now + 1, (presence.version or 0) + 2)}
    redis.call('HSET', KEYS[1], 'presence', (online and '1' or '0') .. ' ' .. digits(presence.version))
    redis.call('PUBLISH', ARGV[2], ARGV[3])
  end
  local first, latest = 0, key and key.expires or now
  for _, entry in pairs(entries) do
    local ends = end_of(entry)
    latest = math.max(latest, ends)
    -- while its node can die it is looked at
    local look = entry.lost == 0 and math.min(ends, now + LOOK) or ends
    if first == 0 or look < first then
      first = look
    end
  end
  if isWritten then
    redis.call('PEXPIRE', KEYS[1], digits(math.ceil((latest - now) / 1000) + DAY))
  end
  return turned and 1 or 0, digits(first)
end

