-- All sessions of an identity that can go on.
-- KEYS[1] the identity's slots; ARGV 1 time or empty; 2 microseconds that a session outlives its socket
-- returns [[field, epoch, node or `-`, microseconds since the session took the slot, microseconds that it is kept
--   without a socket, 0 if it has one] of each]
-- guarantees that nothing is changed.
local now, time_to_live = time(), tonumber(ARGV[2])
local found = {}
for name, slot in pairs((all())) do
  if is_alive(slot, now, time_to_live) then
    local left = is_connected(slot) and 0 or slot.lost + time_to_live - now
    found[#found + 1] = {name, digits(slot.epoch), slot.node, digits(math.max(0, now - slot.taken)), digits(left)}
  end
end
return {found}
