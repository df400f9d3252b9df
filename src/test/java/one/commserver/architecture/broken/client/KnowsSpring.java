package one.commserver.architecture.broken.client;

import org.springframework.util.StringUtils;

/// A client that imports Spring.
public class KnowsSpring {

    public boolean check(String text) {
        return StringUtils.hasText(text);
    }
}
