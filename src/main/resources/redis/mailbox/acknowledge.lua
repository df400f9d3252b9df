-- An instance has all up to a place.
-- KEYS as in mailbox.lua
-- ARGV as there; 6 the instance; 7 the place
-- returns …
-- guarantees that positions only rise; that what is delivered is told once; that what all instances have is removed. An
--   instance that isn't known, or a place that was never given, changes nothing.
local instance, place = ARGV[OWN], tonumber(ARGV[OWN + 1])
if not tidy() then
  return finish('again')
end
if readers[instance] and is_place(place) then
  local reader = seen(instance)
  if not advance(instance, reader, place) then
    return finish('again')
  end
end
return finish('done')
