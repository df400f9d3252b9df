-- Decides about a claim for a slot.
-- KEYS[1] the identity's slots
-- ARGV 1 time or empty; 2 the claimant's node; 3 the slot's field; 4 hash of the token it shows or `-`; 5 session that
--   begins if none goes on, also the claim's mark; 6 that session's token hash; 7 nodes that live, between spaces; 8
--   nodes that are known to be dead, between spaces; 9 window, 10 its most, 11 memory of a fight, all microseconds; 12
--   displacements from which on all are told; 13 microseconds that a session outlives its socket; 14 connections an
--   identity may have; 15 lanes an instance may have; 16 highest epoch that the node has seen; 17 milliseconds after
--   which nothing here matters any more; 18 prefix of nodes' channels; 19 the identity; 20 number under which the node
--   waits, to which the place of the wait is added; 21 and 22 what 14 and 15 are for a session that goes on
-- returns {'unknown', node, …}: say whether these live, and ask again; {'moment', microseconds left}; {'identity'};
--   {'lanes'}; {'taken', epoch, 1 if resumed, session, displacements if they are to be told or 0, [[node, epoch] to
--   wait for], [[field, epoch] of the claimant's own node to be told of the fight]}
-- guarantees that of two claims one is decided after the other; that epochs of an identity only rise; that holders on
--   other nodes are told exactly if the slot is taken, when that is written down; that a full memory keeps nobody out;
--   that nothing that was revoked is resumed.
local now, me, field, shown = time(), ARGV[2], ARGV[3], ARGV[4]
local window, most, memory = tonumber(ARGV[9]), tonumber(ARGV[10]), tonumber(ARGV[11])
local time_to_live = tonumber(ARGV[13])
local slots, last = all()

-- who is on a dead node has lost its connection
local changed, unknown = {}, {'unknown'}
for name, slot in pairs(slots) do
  if is_connected(slot) and slot.node ~= me and not string.find(ARGV[7], ' ' .. slot.node .. ' ', 1, true) then
    if not string.find(ARGV[8], ' ' .. slot.node .. ' ', 1, true) then
      unknown[#unknown + 1] = slot.node
    end
    slot.node, slot.lost = '-', now
    changed[name] = true
  end
end
if #unknown > 1 then
  return unknown
end

local slot = slots[field]
local occupied = slot and is_alive(slot, now, time_to_live)
local connected = occupied and is_connected(slot)
local resumes = occupied and shown ~= '-' and slot.token == shown

if not connected then
  local kind, instance = string.match(field, '^(%w+):'), string.match(field, '([^:]*)$')
  local connections, lanes = 0, 0
  for name, other in pairs(slots) do
    if is_connected(other) then
      connections = connections + 1
      if string.match(name, '^(%w+):') == 'data' and string.match(name, '([^:]*)$') == instance then
        lanes = lanes + 1
      end
    end
  end
  if connections >= tonumber(resumes and ARGV[21] or ARGV[14]) then
    return {'identity'}
  end
  if kind == 'data' and lanes >= tonumber(resumes and ARGV[22] or ARGV[15]) then
    return {'lanes'}
  end
elseif not resumes and slot.taken + slot.window > now then
  if slot.taken > now then
    -- the clock was set back: the window begins anew, or it would last until the clock has caught up
    slot.taken = now
    permit()
    redis.call('HSET', KEYS[1], field, written(slot))
  end
  return {'moment', digits(slot.taken + slot.window - now)}
end

slot = slot or unused()
local epoch = math.max(last + 1, now, tonumber(ARGV[16]) + 1)
local former_node, former_epoch, former_waiter, former_waited = slot.node, slot.epoch, slot.waiter, slot.waited

-- a fight is told to all who are connected before the newcomer is
local displacements, told = 0, {}
if connected and not resumes then
  if is_quiet(slot, now, memory) then
    slot.count, slot.fight = 1, window
  else
    slot.count, slot.fight = slot.count + 1, math.min(most, slot.fight * 2)
  end
  slot.last = now
  if slot.count >= tonumber(ARGV[12]) then
    displacements = slot.count
    for name, other in pairs(slots) do
      if is_connected(other) then
        if other.node == me then
          told[#told + 1] = {name, digits(other.epoch)}
        else
          tell(channel(ARGV[18], other.node), 'conflict', ARGV[19], field, displacements, name, digits(other.epoch))
        end
      end
    end
  end
end

-- who has to stop reading first
local waits, asked = {}, {}
local function wait_for(node, of)
  if node ~= '-' and not asked[node .. digits(of)] then
    asked[node .. digits(of)] = true
    waits[#waits + 1] = {node, digits(of)}
    if node ~= me then
      tell(channel(ARGV[18], node), 'displace', ARGV[20] .. '.' .. #waits, channel('', me), ARGV[19], field,
        digits(of), resumes and 1 or 0)
    end
  end
end
if connected then
  wait_for(former_node, former_epoch)
end
wait_for(former_waiter, former_waited)

if not resumes then
  slot.session, slot.token, slot.taken = ARGV[5], ARGV[6], now
  slot.window = is_quiet(slot, now, memory) and window or slot.fight
end
slot.epoch, slot.node, slot.lost, slot.claim = epoch, me, 0, ARGV[5]
slot.waiter, slot.waited = '-', 0
if #waits > 0 then
  slot.waiter, slot.waited = me, epoch
end
slots[field] = slot
changed[field] = true

permit()
for name in pairs(changed) do
  redis.call('HSET', KEYS[1], name, written(slots[name]))
end
redis.call('HSET', KEYS[1], 'last', digits(epoch))
keep(ARGV[17])
tell_all()
return {'taken', digits(epoch), resumes and 1 or 0, slot.session, displacements, waits, told}
