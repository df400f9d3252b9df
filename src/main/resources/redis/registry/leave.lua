-- A holder is gone: its socket, or its session too.
-- KEYS[1] the identity's slots
-- ARGV 1 time or empty; 2 the slot's field; 3 epoch of the taking, or `-` if that was never learnt; 4 marks of the
--   claims by which the node got it, between spaces; 5 `lost` or `end`; 6 1 if nobody waits any more for those before
--   it; 7 microseconds that a session outlives its socket; 8 memory of a fight in microseconds; 9 slots that are kept
--   without a connection; 10 milliseconds after which nothing here matters any more; 11 the session, or `-` if that was
--   never learnt
-- returns {1} if that taking was the slot's last, else {0}
-- guarantees that nothing happens to a slot that somebody else has taken since, but that nobody waits for a revoked
--   holder that has gone; that a full memory keeps no slot.
local now = time()
local time_to_live, memory = tonumber(ARGV[7]), tonumber(ARGV[8])
local slots, last = all()
local slot = slots[ARGV[2]]
local epoch = tonumber(ARGV[3])
-- of the same session the store may have missed a taking
local is_known = slot and epoch and (slot.epoch == epoch or (slot.epoch < epoch and slot.session == ARGV[11]))

-- forgets what behaves as if it had never been, and the longest disconnected beyond what is kept
local function tidy()
  local kept = {}
  for name, other in pairs(slots) do
    if not is_connected(other) then
      if not is_alive(other, now, time_to_live) and is_quiet(other, now, memory) and other.waiter == '-' then
        redis.call('HDEL', KEYS[1], name)
      else
        kept[#kept + 1] = name
      end
    end
  end
  table.sort(kept, function(one, other)
    if slots[one].lost ~= slots[other].lost then
      return slots[one].lost > slots[other].lost
    end
    return slots[one].epoch > slots[other].epoch
  end)
  for place = tonumber(ARGV[9]) + 1, #kept do
    redis.call('HDEL', KEYS[1], kept[place])
  end
  keep(ARGV[10])
end

if slot and slot.session == '-' and slot.waiter ~= '-' and slot.waited == epoch and ARGV[6] == '1' then
  -- it was revoked and has stopped reading
  slot.waiter, slot.waited = '-', 0
  permit()
  redis.call('HSET', KEYS[1], ARGV[2], written(slot))
  tidy()
  return {0}
end
if not slot or slot.session == '-' or not (is_known or is_by(slot, ARGV[4])) then
  return {0}
end
local is_over = ARGV[5] == 'end' or (not epoch and slot.session == slot.claim)
if epoch and slot.epoch < epoch then
  slot.epoch, last = epoch, math.max(last, epoch)
end
if slot.node ~= '-' or is_over then
  slot.lost = now
end
slot.node = '-'
if is_over then
  slot.session, slot.token = '-', '-'
end
if ARGV[6] == '1' then
  slot.waiter, slot.waited = '-', 0
end
permit()
redis.call('HSET', KEYS[1], ARGV[2], written(slot), 'last', digits(last))
tidy()
return {1}
