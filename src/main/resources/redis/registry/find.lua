-- Who holds slots of an identity.
-- KEYS[1] the identity's slots; ARGV 1 time or empty
-- returns [[field, epoch, node, session] of each slot that is connected, if its node lives]
-- guarantees that nothing is changed.
local found = {}
for name, slot in pairs((all())) do
  if is_connected(slot) then
    found[#found + 1] = {name, digits(slot.epoch), slot.node, slot.session}
  end
end
return {found}
