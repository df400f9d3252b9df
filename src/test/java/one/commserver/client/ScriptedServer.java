package one.commserver.client;

import one.commserver.protocol.AuthenticationMessage.Auth;
import one.commserver.protocol.ClientMessage;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// Answers what comes behind the authentication as a test says.
final class ScriptedServer extends LyingServer {

    interface Script {
        void answer(Socket socket, ClientMessage message);
    }

    final BlockingQueue<Socket> sockets = new LinkedBlockingQueue<>();
    volatile Script script = (socket, message) -> {};

    /// Lets nobody in.
    volatile boolean away;

    @Override
    void auth(Socket socket, Auth auth) {
        if (away) {
            socket.cut();
        } else {
            super.auth(socket, auth);
        }
    }

    @Override
    void ready(Socket socket) {
        sockets.add(socket);
    }

    @Override
    void other(Socket socket, ClientMessage message) {
        script.answer(socket, message);
    }
}
