/// What fails in tests, and who does wrong: each fault in one place, for whoever needs it.
///
/// | fault | where |
/// | --- | --- |
/// | slow reader | `e2e.RawClient.stopReading`, with `e2e.Stuffing` to fill what lies before it |
/// | silent peer | `e2e.RawClient.fallSilent`, which answers no pings |
/// | half-open socket | [HalfOpenSocket] |
/// | sender by the byte | [ByteByByte] |
/// | flood | [Flood] |
/// | garbage | [one.commserver.testing.Damage], and sequences of it in `e2e.Sequence` |
/// | clock jump | [ClockJump]; [one.commserver.registry.TestTime] where there is no server |
/// | paused process | [PausedProcess], by [one.commserver.testing.ServerProcess] and [one.commserver.testing.RedisServer] |
/// | killed node | `history.NodeProcess` |
/// | failing Redis | [FailingRedis] |
/// | a connection that is cut, at a frame or within one | [one.commserver.client.CuttingProxy] |
/// | a machine without descriptors | [one.commserver.testing.ServerProcess#startPoor] |
///
/// What becomes of a server then is told in `docs/security.md`.
@NullMarked
package one.commserver.faults;

import org.jspecify.annotations.NullMarked;
