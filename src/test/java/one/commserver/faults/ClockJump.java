package one.commserver.faults;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// The wall clock of a server in this process, which jumps when the test says so. Any thread.
public final class ClockJump implements InstantSource, ApplicationContextInitializer<GenericApplicationContext> {

    private volatile Duration off = Duration.ZERO;

    /// Gives that server this clock in place of the machine's.
    @Override
    public void initialize(GenericApplicationContext server) {
        server.registerBean("jumpingClock", InstantSource.class, () -> this, own -> own.setPrimary(true));
    }

    /// From now on it is so far off.
    public void to(Duration newOff) {
        off = newOff;
    }

    @Override
    public Instant instant() {
        return InstantSource.system().instant().plus(off);
    }
}
