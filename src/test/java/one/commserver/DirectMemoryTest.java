package one.commserver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_PROPERTIES)
class DirectMemoryTest {

    @Test
    void nettyGetsALittleLessThanTheJvm() {
        assertThat(DirectMemory.ofNetty(16_000_000)).isEqualTo(15_000_000);
    }

    @Test
    void theJvmIsAsked() {
        String before = System.getProperty(DirectMemory.PROPERTY);
        try {
            System.clearProperty(DirectMemory.PROPERTY);
            DirectMemory.bound();
            assertThat(Long.getLong(DirectMemory.PROPERTY)).isBetween(1_000_000L, Long.MAX_VALUE / 2);
        } finally {
            restore(before);
        }
    }

    @Test
    void whatSomebodyHasChosenStays() {
        String before = System.getProperty(DirectMemory.PROPERTY);
        try {
            // not a small one: another class's test may load Netty just now
            System.setProperty(DirectMemory.PROPERTY, "123456789012");
            DirectMemory.bound();
            assertThat(System.getProperty(DirectMemory.PROPERTY)).isEqualTo("123456789012");
        } finally {
            restore(before);
        }
    }

    private static void restore(String before) {
        if (before == null) {
            System.clearProperty(DirectMemory.PROPERTY);
        } else {
            System.setProperty(DirectMemory.PROPERTY, before);
        }
    }
}
