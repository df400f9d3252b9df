package one.commserver.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.health.FakeLink;
import one.commserver.transport.Link;

import org.junit.jupiter.api.Test;

class OpenLinksTest {

    private final OpenLinks links = new OpenLinks(() -> 2);

    @Test
    void thereAreAsManyPlacesAsSaidAndEachIsGivenBack() {
        assertThat(links.reserve()).isTrue();
        assertThat(links.reserve()).isTrue();
        assertThat(links.reserve()).isFalse();

        links.giveBack();

        assertThat(links.reserve()).isTrue();
        assertThat(links.connectionCount()).isEqualTo(2);
    }

    @Test
    void behindTheShuttingNobodyGetsAPlace() {
        links.shut();

        assertThat(links.reserve()).isFalse();
        assertThat(links.connectionCount()).isZero();

        links.open();
        assertThat(links.reserve()).isTrue();
    }

    @Test
    void itIsEmptyWhenNobodyHasAPlaceAndAllIsCleanedUp() {
        assertThat(links.isEmpty()).isTrue();
        links.reserve();
        links.servingBegins();
        assertThat(links.isEmpty()).isFalse();

        links.giveBack();
        assertThat(links.isEmpty()).isFalse();

        links.servingEnds();
        assertThat(links.isEmpty()).isTrue();
    }

    @Test
    void whoHadAPlaceAlreadyIsTakenInAndToldThatItIsShut() {
        Link early = new FakeLink(() -> 0);
        Link late = new FakeLink(() -> 0);
        assertThat(links.add(early)).isTrue();

        links.shut();

        assertThat(links.add(late)).isFalse();
        assertThat(links.links()).containsExactlyInAnyOrder(early, late);
    }
}
