-- Stores elements, all or none.
-- KEYS as in mailbox.lua
-- ARGV as there; 6 the sender; from 7 on, for each element: id, part or 0, parts or 0, checksum, data
-- returns …, 'stored', [when, for each element]; or …, why nothing is stored, the id because of which
-- guarantees that quotas are exact; that parts come in their order; that what is known isn't stored again. If the
--   memory is full, whatever is known is answered, and nothing new is stored.
local sender = ARGV[OWN]
if not tidy() or changed then
  return finish('again')
end

local fresh, drafts, stored, more = {}, {}, {}, 0

local function has_room(length)
  local usage, elements, bytes = user(sender), #fresh + 1, more + length
  return mail.elements + elements <= ALL[1] and mail.bytes + bytes <= ALL[2] and mail.ids + elements <= ALL[3]
    and usage[1] + elements <= SHARE[1] and usage[2] + bytes <= SHARE[2] and usage[3] + elements <= SHARE[3]
end

local function draft_of(id, parts)
  local number = redis.call('HGET', MEMORY, 'i' .. sender .. ' ' .. id)
  if number then
    local of = object(number)
    return {number = number, parts = of.parts, before = of.have, have = of.have, added = {}}
  end
  return {parts = parts, before = 0, have = 0, added = {}}
end

local function stamp(draft, part)
  if part > draft.before then
    return draft.added[part - draft.before], digits(now)
  end
  local value = redis.call('HGET', MEMORY, 's' .. draft.number .. ':' .. part)
  return string.sub(value, 1, CHECKSUM), string.sub(value, CHECKSUM + 1)
end

for i = OWN + 1, #ARGV, 5 do
  local id, parts, checksum = ARGV[i], tonumber(ARGV[i + 2]), ARGV[i + 3]
  local part, length = math.max(1, tonumber(ARGV[i + 1])), string.len(ARGV[i + 4])
  local draft = drafts[id] or draft_of(id, parts)
  if draft.parts ~= parts then
    return finish('done', 'CONFLICT', id)
  elseif part <= draft.have then
    local known, since = stamp(draft, part)
    if known ~= checksum then
      return finish('done', 'CONFLICT', id)
    end
    stored[#stored + 1] = since
  elseif part ~= draft.have + 1 then
    return finish('done', 'PART', id)
  elseif not has_room(length) then
    return finish('done', 'FULL', id)
  else
    draft.have = part
    draft.added[#draft.added + 1] = checksum
    more = more + length
    fresh[#fresh + 1] = i
    stored[#stored + 1] = digits(now)
  end
  drafts[id] = draft
end
if #fresh == 0 then
  return finish('done', 'stored', stored)
end

local first = redis.pcall('HSET', MAIL, 'owner', owner)
if type(first) == 'table' and first.err then
  if string.find(first.err, 'OOM', 1, true) then
    return finish('done', 'FULL', ARGV[fresh[#fresh]])
  end
  return redis.error_reply(first.err)
end

local readable = false
for _, i in ipairs(fresh) do
  local draft = drafts[ARGV[i]]
  if not draft.number then
    mail.count = mail.count + 1
    draft.number = digits(mail.count)
    objects[draft.number] = {sender = sender, id = ARGV[i], parts = draft.parts, have = 0, status = STATUS.partial,
      changed = 0, completed = 0, gone = 0, swept = 0, known = 1}
    redis.call('HSET', MEMORY, 'i' .. sender .. ' ' .. ARGV[i], draft.number)
  end
  local number = draft.number
  local of = object(number)
  touch(number)
  of.have, of.changed = of.have + 1, now
  local field = number .. ':' .. of.have
  redis.call('HSET', DATA, field, ARGV[i + 4])
  redis.call('HSET', MEMORY, 's' .. field, ARGV[i + 3] .. digits(now))
  uses(sender, 1, string.len(ARGV[i + 4]), 1)
  if of.have < math.max(1, of.parts) then
    redis.call('ZADD', PARTIAL, digits(now), number)
  else
    redis.call('ZREM', PARTIAL, number)
    of.status, of.completed = STATUS.stored, now
    mail.last = math.max(mail.last + 1, now * 1000) + of.have - 1
    redis.call('ZADD', LOG, digits(mail.last), number)
    readable = true
  end
end
if readable then
  happened[#happened + 1] = table.concat({'A', mail.elements, digits(mail.bytes)}, ' ')
end
return finish('done', 'stored', stored)
