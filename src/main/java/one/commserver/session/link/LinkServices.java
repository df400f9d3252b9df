package one.commserver.session.link;

import one.commserver.connection.NanoClock;
import one.commserver.limits.InForce;
import one.commserver.limits.SizeLimits;
import one.commserver.registry.Registry;
import one.commserver.telemetry.LogBudget;

import reactor.core.scheduler.Scheduler;

import java.time.Duration;

/// What all links work with, whatever they speak.
///
/// @param firstFrameTimeout how long a client may take to send its first frame
/// @param authenticationTimeout how long it may take until it is let in
/// @param timers for these
/// @param traces how many failures of the server are told with a trace
public record LinkServices(
        Registry registry,
        InForce<SizeLimits> sizes,
        Duration firstFrameTimeout,
        Duration authenticationTimeout,
        Scheduler timers,
        NanoClock clock,
        LogBudget traces) {}
