package one.commserver.soak.load;

import java.io.IOException;

/// Somebody who does the same again and again. One step at a time, each on a thread that may wait.
interface Actor extends AutoCloseable {

    /// Does it once, and checks what came of it. Behind it nothing of it is under way.
    ///
    /// @throws Exception if anything was lost, came twice, or came in another order; or if the server didn't do its
    ///     part
    void step() throws Exception;

    /// Leaves for good.
    @Override
    default void close() throws IOException {}
}
