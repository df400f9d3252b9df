-- Reads for an instance, which is known from then on.
-- KEYS as in mailbox.lua
-- ARGV as there; 6 the instance; 7 the place up to which it has acknowledged, empty if it says none, or `-` if what it
--   says means nothing; 8 the most elements; 9 the most bytes, unless it is one element
-- returns …, 'read', 1 if what it says means nothing, else 0, the place of the last element, [[id, sender, when,
--   checksum, part or 0, parts or 0, data] of each]; or …, 'many' if too many instances are known already
-- guarantees that what is read is behind what the instance has acknowledged. If the memory is full, a new instance is
--   one too many where there is nothing to read.
local instance, place = ARGV[OWN], tonumber(ARGV[OWN + 1])
if not tidy() then
  return finish('again')
end

local reader = readers[instance]
if reader then
  seen(instance)
else
  if known_readers >= INSTANCES then
    return finish('done', 'many')
  end
  if changed or redis.call('EXISTS', LOG) == 1 then
    change()
  else
    local first = redis.pcall('HSET', MAIL, 'owner', owner)
    if type(first) == 'table' and first.err then
      if string.find(first.err, 'OOM', 1, true) then
        return finish('done', 'many')
      end
      return redis.error_reply(first.err)
    end
  end
  reader = {position = 0, seen = now}
  readers[instance] = reader
  known_readers = known_readers + 1
  write_reader(instance, reader)
end
local restarted = 0
if is_place(place) then
  if not advance(instance, reader, place) then
    return finish('again')
  end
elseif ARGV[OWN + 1] ~= '' then
  restarted = 1
end

local most, bytes = tonumber(ARGV[OWN + 2]), tonumber(ARGV[OWN + 3])
local read, size, last, from, is_full = {}, 0, reader.position, reader.position, false
while not is_full do
  local page = redis.call('ZRANGEBYSCORE', LOG, '(' .. digits(from), '+inf', 'WITHSCORES', 'LIMIT', 0,
    math.min(PAGE, most))
  if #page == 0 then
    break
  end
  for i = 1, #page, 2 do
    local number, of = page[i], object(page[i])
    local first = tonumber(page[i + 1]) - of.have + 1
    for part = math.max(of.gone + 1, reader.position - first + 2), of.have do
      local field = number .. ':' .. part
      local length = redis.call('HSTRLEN', DATA, field)
      is_full = #read >= most or (#read > 0 and size + length > bytes)
      if is_full then
        break
      end
      local stamp = redis.call('HGET', MEMORY, 's' .. field)
      read[#read + 1] = {of.id, of.sender, string.sub(stamp, CHECKSUM + 1), string.sub(stamp, 1, CHECKSUM),
        of.parts > 0 and part or 0, of.parts, redis.call('HGET', DATA, field)}
      size = size + length
      last = first + part - 1
    end
    if is_full then
      break
    end
    from = tonumber(page[i + 1])
  end
end
return finish('done', 'read', restarted, digits(last), read)
