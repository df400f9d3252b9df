-- Stands before each script about a directory: what time it is, how entries are written down, and when they end.
-- KEYS[1] is always what an identity has in the directory; ARGV[1] is always the time in microseconds, or empty for this
-- server's (only tests give one); ARGV 2 the channel for changes; 3 what is told there. By itself it changes nothing and returns
-- nothing.
-- It guarantees that numbers keep all their digits.
--
-- The hash has a field `<kind>:<lane>:<instance>` for each slot with epoch, expiry, end because of a lost link or 0, place in the
-- order of all, and behind a line break the endpoints; `key` with its expiry, and behind a line break the key; `presence` with 1
-- if the identity was online when it was told last, and that version.
local DAY = 86400000

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
local entries, removed, key, online, version, last = {}, {}, nil, false, nil, 0

local function end_of(entry)
  if entry.lost > 0 and entry.lost < entry.expires then
    return entry.lost
  end
  return entry.expires
end

-- reads all, and lets end what has to
local function load()
  local found = redis.call('HGETALL', KEYS[1])
  for i = 1, #found, 2 do
    local name, value = found[i], found[i + 1]
    if name == 'presence' then
      local was, number = string.match(value, '^(%d) (%d+)$')
      online, version = was == '1', tonumber(number)
    elseif name == 'key' then
      local expires, text = string.match(value, '^(%d+)\n(.*)$')
      key = {expires = tonumber(expires), text = text}
    else
      local epoch, expires, lost, place, text = string.match(value, '^(%d+) (%d+) (%d+) (%d+)\n(.*)$')
      entries[name] = {epoch = tonumber(epoch), expires = tonumber(expires), lost = tonumber(lost), place = tonumber(place),
        text = text}
      last = math.max(last, entries[name].place)
    end
  end
  for name, entry in pairs(entries) do
    if now >= end_of(entry) then
      entries[name] = nil
      removed[#removed + 1] = name
    end
  end
  if key and now >= key.expires then
    key = nil
    removed[#removed + 1] = 'key'
  end
end

local function remove(name)
  if entries[name] then
    entries[name] = nil
    removed[#removed + 1] = name
  end
end

local function put(name, entry)
  entries[name] = entry
  redis.call('HSET', KEYS[1], name, table.concat({digits(entry.epoch), digits(entry.expires), digits(entry.lost),
    digits(entry.place)}, ' ') .. '\n' .. entry.text)
end

-- The version of whoever nothing is known of rises with the time and is even; that of a change is odd, so none of them stands for
-- two states. Returns whether the presence has changed, and when the next thing ends, or 0.
local function settle(isChanged)
  if #removed > 0 then
    redis.call('HDEL', KEYS[1], unpack(removed))
  end
  local is_online = next(entries) ~= nil
  local turned = is_online ~= online
  if turned then
    online = is_online
    version = math.max(2 * now + 1, (version or 0) + 2)
    redis.call('HSET', KEYS[1], 'presence', (online and '1' or '0') .. ' ' .. digits(version))
    redis.call('PUBLISH', ARGV[2], ARGV[3])
  end
  local first, latest = 0, now
  local function count(moment)
    latest = math.max(latest, moment)
    if first == 0 or moment < first then
      first = moment
    end
  end
  for _, entry in pairs(entries) do
    count(end_of(entry))
  end
  if key then
    count(key.expires)
  end
  if isChanged or turned or #removed > 0 then
    redis.call('PEXPIRE', KEYS[1], digits(math.ceil((latest - now) / 1000) + DAY))
  end
  return turned and 1 or 0, digits(first)
end

