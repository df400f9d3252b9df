package one.commserver.registry.redis;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import one.commserver.crypto.Identity;
import one.commserver.registry.RegistryScene;
import one.commserver.testing.Damage;

import java.util.List;

/// Fields that nobody here has written.
class SlotFieldDamageTest {

    private static final Identity IDENTITY = RegistryScene.newIdentity();

    @Property
    void whateverStandsThereIsReadOrRefused(@ForAll("fields") String field) {
        Damage.isReadOrRefused(
                IllegalArgumentException.class,
                () -> assertThat(SlotField.parse(IDENTITY, field).identity()).isEqualTo(IDENTITY));
    }

    @Provide
    Arbitrary<String> fields() {
        return Damage.texts(List.of("data::cGhvbmU", "control:bGFuZQ:cGhvbmU", "discovery::MQ"));
    }
}
