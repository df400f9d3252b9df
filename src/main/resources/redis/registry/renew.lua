-- A node says that it still holds a slot: from time to time, and after the store or the node was away.
-- KEYS[1] the identity's slots
-- ARGV 1 time or empty; 2 the node; 3 the slot's field; 4 epoch of its taking; 5 its session; 6 its token's hash; 7
--   window in microseconds; 8 milliseconds after which nothing here matters any more; 9 prefix of nodes' channels; 10
--   the identity; 11 marks of the claims by which the node has it, between spaces, the last one behind all others
-- returns {1} if it holds the slot, {0, 1 if the same session holds it on another socket, 1 if its session was ended}
--   if somebody has taken it since, or an operator has ended it
-- guarantees that the highest epoch holds the slot, and of two that are the same the one that was written down first;
--   that what the store has lost, or wasn't told, is put back, and an older holder on another node is told, when that
--   is written down; that the node's own claim, of whose grant it never heard, displaces nobody; that a full memory
--   keeps nobody out; that nothing that was revoked is put back, however long the node was away.
local field, epoch = ARGV[3], tonumber(ARGV[4])
if epoch < tonumber(redis.call('HGET', KEYS[1], 'revoked') or '0') then
  return {0, 0, 1}
end
local value = redis.call('HGET', KEYS[1], field)
local slot = value and read(value) or unused()
local is_ours = is_by(slot, ARGV[11])
local is_newer = slot.epoch > epoch or (slot.epoch == epoch and slot.claim ~= '-')
if (is_newer and not is_ours) or (slot.epoch >= epoch and slot.session == '-') then
  return {0, slot.session == ARGV[5] and 1 or 0, 0}
end
if slot.epoch < epoch and is_connected(slot) and slot.node ~= ARGV[2] then
  tell(channel(ARGV[9], slot.node), 'displace', 0, channel('', ARGV[2]), ARGV[10], field, digits(slot.epoch),
    slot.session == ARGV[5] and 1 or 0)
end
if slot.session ~= ARGV[5] then
  slot.taken, slot.window = time(), tonumber(ARGV[7])
end
local last = math.max(tonumber(redis.call('HGET', KEYS[1], 'last') or '0'), slot.epoch, epoch)
if slot.epoch ~= epoch then
  slot.claim = string.match(ARGV[11], '(%S+) $') or '-'
end
slot.epoch, slot.node, slot.session, slot.token, slot.lost = epoch, ARGV[2], ARGV[5], ARGV[6], 0
permit()
redis.call('HSET', KEYS[1], field, written(slot), 'last', digits(last))
keep(ARGV[8])
tell_all()
return {1}
