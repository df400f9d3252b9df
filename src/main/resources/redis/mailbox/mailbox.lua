-- Stands before each script about one mailbox: how it is written down, what is past its time, and who is told.
-- KEYS 1 `mail`, 2 `log`, 3 `data`, 4 `memory`, 5 `partial`, 6 `past`, 7 `readers`, all of one mailbox. ARGV 1 time in
--   milliseconds, or empty for this server's (only tests give one); 2 numbers between spaces: age, memory of ids, life
--   of parts, instances; elements, bytes and ids of the mailbox, the same of one sender; milliseconds after which
--   nothing here matters any more; how much is tidied in one step; 3 the owner, or empty if the mailbox knows it; 4 the
--   node; 5 the channel for events. Times are milliseconds. What is in ARGV from 6 on is each script's own.
-- returns, with each script, {'again' if there is more to tidy than one step may do, which has changed nothing but
--   that: run it again; else 'done'; when the mailbox is to be looked after, if that is news, or empty; [what
--   happened]; the owner, if anybody knows; …}. What happened is `A elements bytes`, `D sender id time`
--   or `X sender id time`. Others are told the same: node, owner, what happened, in lines.
-- guarantees that the time never goes back in a mailbox; that nothing is seen that is past its time; that a step's work
--   is bounded by what it adds and reads and by what it may tidy; that numbers keep all their digits; that it works
--   when the memory is full, unless a script says otherwise; and that each key has its time to live.
--
-- `mail`: now, elements, bytes, ids, count of objects so far; last place; delivered, acked: places; due, owner.
-- `log`: number of each object that can be read, by the place of its last element. `data`: `number:part`.
-- `memory`: `i<sender> <id>` number of the object; `o<number>` object; `s<number>:<part>` checksum, 32 bytes, and when
-- it was stored; `u<sender>` what it uses: elements, bytes, ids.
-- `partial` numbers by when the last part came; `past` numbers by when it was delivered or expired. `readers`:
-- position, seen.
local MAIL, LOG, DATA, MEMORY, PARTIAL, PAST, READERS = unpack(KEYS)
local OWN = 6
local CHECKSUM = 32
local STATUS = {partial = 0, stored = 1, delivered = 2, expired = 3}
local PAGE = 100
local KEPT = 43200000

local function digits(number)
  return string.format('%.0f', number)
end

local rules = {}
for number in string.gmatch(ARGV[2], '%d+') do
  rules[#rules + 1] = tonumber(number)
end
local AGE, ID_MEMORY, PART_LIFE, INSTANCES = unpack(rules, 1, 4)
local ALL, SHARE = {unpack(rules, 5, 7)}, {unpack(rules, 8, 10)}
local LIFE, effort = unpack(rules, 11, 12)

local mail = {}
do
  local names = {'now', 'elements', 'bytes', 'ids', 'count', 'last', 'delivered', 'acked', 'due'}
  local values = redis.call('HMGET', MAIL, unpack(names))
  for i, name in ipairs(names) do
    mail[name] = tonumber(values[i] or 0)
  end
end
local owner = ARGV[3] ~= '' and ARGV[3] or redis.call('HGET', MAIL, 'owner')
local now = tonumber(ARGV[1])
if not now then
  local parts = redis.call('TIME')
  now = tonumber(parts[1]) * 1000 + math.floor(tonumber(parts[2]) / 1000)
end
now = math.max(now, mail.now)

local readers, known_readers = {}, 0
do
  local all = redis.call('HGETALL', READERS)
  for i = 1, #all, 2 do
    local position, seen = string.match(all[i + 1], '(%d+) (%d+)')
    readers[all[i]] = {position = tonumber(position), seen = tonumber(seen)}
    known_readers = known_readers + 1
  end
end

local changed, happened = false, {}
local objects, touched, users = {}, {}, {}

-- A first write that takes no memory: all that follow are allowed then, also when the memory is full.
local function permit()
  redis.call('HDEL', MAIL, '-')
end

local function change()
  if not changed then
    permit()
    changed = true
  end
end

local function object(number)
  if not objects[number] then
    local of = cmsgpack.unpack(redis.call('HGET', MEMORY, 'o' .. number))
    objects[number] = {sender = of[1], id = of[2], parts = of[3], have = of[4], status = of[5], changed = of[6],
      completed = of[7], gone = of[8], swept = of[9], known = of[10]}
  end
  return objects[number]
end

local function touch(number)
  change()
  touched[number] = true
end

local function user(sender)
  if not users[sender] then
    local value = redis.call('HGET', MEMORY, 'u' .. sender)
    users[sender] = value and cmsgpack.unpack(value) or {0, 0, 0}
  end
  return users[sender]
end

local function uses(sender, elements, bytes, ids)
  local usage = user(sender)
  usage[1], usage[2], usage[3] = usage[1] + elements, usage[2] + bytes, usage[3] + ids
  mail.elements, mail.bytes, mail.ids = mail.elements + elements, mail.bytes + bytes, mail.ids + ids
end

local function write_reader(instance, reader)
  change()
  redis.call('HSET', READERS, instance, digits(reader.position) .. ' ' .. digits(reader.seen))
end

-- The instance, if it is known; it is here now.
local function seen(instance)
  local reader = readers[instance]
  if reader then
    reader.seen = now
    write_reader(instance, reader)
  end
  return reader
end

-- Each of the following does as much as it may and tells whether that was all.

local function remove(number, upto)
  local of = object(number)
  while of.gone < upto and effort > 0 do
    touch(number)
    of.gone = of.gone + 1
    local field = number .. ':' .. of.gone
    uses(of.sender, -1, -redis.call('HSTRLEN', DATA, field), 0)
    redis.call('HDEL', DATA, field)
    if of.known == 0 then
      redis.call('HDEL', MEMORY, 's' .. field)
    end
    effort = effort - 1
  end
  return of.gone >= upto
end

local function forget(number)
  local of = object(number)
  touch(number)
  local name = 'i' .. of.sender .. ' ' .. of.id
  if redis.call('HGET', MEMORY, name) == number then
    redis.call('HDEL', MEMORY, name)
  end
  while of.swept < of.gone and effort > 0 do
    of.swept = of.swept + 1
    redis.call('HDEL', MEMORY, 's' .. number .. ':' .. of.swept)
    effort = effort - 1
  end
  if of.swept < of.gone then
    return false
  end
  uses(of.sender, 0, 0, -of.have)
  of.known = 0
  return true
end

local function become(number, status, at)
  local of = object(number)
  touch(number)
  of.status, of.changed = STATUS[status], at
  redis.call('ZADD', PAST, digits(at), number)
  local letter = status == 'delivered' and 'D' or 'X'
  happened[#happened + 1] = table.concat({letter, of.sender, of.id, digits(at)}, ' ')
end

local function deliver()
  while mail.delivered < mail.acked and effort > 0 do
    change()
    local most = math.min(effort, PAGE)
    local page = redis.call('ZRANGEBYSCORE', LOG, '(' .. digits(mail.delivered), digits(mail.acked), 'WITHSCORES',
      'LIMIT', 0, most)
    for i = 1, #page, 2 do
      become(page[i], 'delivered', now)
      mail.delivered = tonumber(page[i + 1])
      effort = effort - 1
    end
    if #page / 2 < most then
      mail.delivered = mail.acked
    end
  end
end

local function remove_acknowledged()
  local place
  for _, reader in pairs(readers) do
    place = math.min(place or reader.position, reader.position)
  end
  while place and effort > 0 do
    local head = redis.call('ZRANGE', LOG, 0, 0, 'WITHSCORES')
    if #head == 0 then
      return
    end
    local of = object(head[1])
    local first = tonumber(head[2]) - of.have + 1
    if place < first or not remove(head[1], math.min(of.have, place - first + 1)) or of.gone < of.have then
      return
    end
    redis.call('ZREM', LOG, head[1])
  end
end

local function forget_away()
  for instance, reader in pairs(readers) do
    if now - reader.seen >= AGE then
      change()
      redis.call('HDEL', READERS, instance)
      readers[instance] = nil
      known_readers = known_readers - 1
    end
  end
end

local function expire()
  while effort > 0 do
    local head = redis.call('ZRANGE', LOG, 0, 0)[1]
    if not head or now - object(head).completed < AGE then
      return
    end
    local of = object(head)
    if of.status == STATUS.stored then
      become(head, 'expired', of.completed + AGE)
    end
    if not remove(head, of.have) then
      return
    end
    redis.call('ZREM', LOG, head)
  end
end

local function drop_partial()
  while effort > 0 do
    local number = redis.call('ZRANGEBYSCORE', PARTIAL, '-inf', digits(now - PART_LIFE), 'LIMIT', 0, 1)[1]
    if not number or not (remove(number, object(number).have) and forget(number)) then
      return
    end
    redis.call('ZREM', PARTIAL, number)
  end
end

local function forget_past()
  while effort > 0 do
    local number = redis.call('ZRANGEBYSCORE', PAST, '-inf', digits(now - ID_MEMORY), 'LIMIT', 0, 1)[1]
    if not number or not forget(number) then
      return
    end
    redis.call('ZREM', PAST, number)
    effort = effort - 1
  end
end

local function is_finished()
  return effort > 0
end

-- What an acknowledgement began is finished first.
local function tidy()
  deliver()
  forget_away()
  remove_acknowledged()
  expire()
  drop_partial()
  forget_past()
  return is_finished()
end

local function next_due()
  local due = math.huge
  local head = redis.call('ZRANGE', LOG, 0, 0)[1]
  if head then
    due = object(head).completed + AGE
  end
  local partial = redis.call('ZRANGE', PARTIAL, 0, 0, 'WITHSCORES')
  local past = redis.call('ZRANGE', PAST, 0, 0, 'WITHSCORES')
  due = math.min(due, (tonumber(partial[2]) or math.huge) + PART_LIFE, (tonumber(past[2]) or math.huge) + ID_MEMORY)
  for _, reader in pairs(readers) do
    due = math.min(due, reader.seen + AGE)
  end
  return due
end

local function write_objects()
  for number in pairs(touched) do
    local of = objects[number]
    if of.known == 0 and of.gone == of.have then
      redis.call('HDEL', MEMORY, 'o' .. number)
    else
      redis.call('HSET', MEMORY, 'o' .. number, cmsgpack.pack({of.sender, of.id, of.parts, of.have, of.status,
        of.changed, of.completed, of.gone, of.swept, of.known}))
    end
  end
  for sender, usage in pairs(users) do
    if usage[1] == 0 and usage[3] == 0 then
      redis.call('HDEL', MEMORY, 'u' .. sender)
    else
      redis.call('HSET', MEMORY, 'u' .. sender, cmsgpack.pack(usage))
    end
  end
end

local function write_mail()
  redis.call('HSET', MAIL, 'now', digits(now), 'elements', digits(mail.elements), 'bytes', digits(mail.bytes),
    'ids', digits(mail.ids), 'count', digits(mail.count), 'last', digits(mail.last), 'delivered',
    digits(mail.delivered), 'acked', digits(mail.acked), 'due', digits(mail.due), 'owner', owner)
  for _, key in ipairs(KEYS) do
    local left = redis.call('PTTL', key)
    if left == -1 or (left >= 0 and left < LIFE - KEPT) then
      redis.call('PEXPIRE', key, digits(LIFE))
    end
  end
end

-- Writes what has changed and tells the others.
local function finish(status, ...)
  local due = ''
  if changed then
    if mail.elements == 0 and mail.ids == 0 and known_readers == 0 then
      redis.call('UNLINK', unpack(KEYS))
    else
      write_objects()
      local at = next_due()
      if mail.due == 0 or at < mail.due or mail.due + KEPT < now then
        mail.due = at
        due = digits(at)
      end
      write_mail()
    end
    if #happened > 0 then
      redis.call('PUBLISH', ARGV[5], table.concat({ARGV[4], owner, unpack(happened)}, '\n'))
    end
  end
  return {status, due, happened, owner, ...}
end

-- All up to that place has been acknowledged by an instance.
local function advance(instance, reader, place)
  reader.position = math.max(reader.position, place)
  write_reader(instance, reader)
  mail.acked = math.max(mail.acked, place)
  mail.last = math.max(mail.last, place)
  deliver()
  remove_acknowledged()
  return is_finished()
end

-- Whether a place is one that was given, as far as anybody can know.
local function is_place(place)
  return place and place <= math.max(mail.last, now * 1000 + 999)
end

