package one.commserver.cli.doctor;

import one.commserver.client.dial.ServerAddress;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Finds the host's addresses and connects to one.
///
/// @param patience for each address
record DoorProbe(ServerAddress address, Duration patience) {

    /// As resolvers and certificates have it: without brackets.
    static String host(ServerAddress address) {
        String host = address.host();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /// @throws Trouble if it has none
    List<InetAddress> addresses() {
        try {
            return List.of(InetAddress.getAllByName(host(address)));
        } catch (UnknownHostException unknown) {
            throw new Trouble("the name " + address.host() + " has no address", unknown);
        }
    }

    static Outcome found(List<InetAddress> addresses) {
        List<String> texts = addresses.stream().map(InetAddress::getHostAddress).toList();
        return new Outcome(String.join(", ", texts)).with("addresses", texts);
    }

    /// A connection to the first address that takes one.
    ///
    /// @param refusals gets what the others say
    /// @throws Trouble if none does
    Socket connect(List<InetAddress> addresses, List<String> refusals) {
        for (InetAddress each : addresses) {
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(each, address.port()), (int) patience.toMillis());
                socket.setSoTimeout((int) patience.toMillis());
                socket.setTcpNoDelay(true);
                return socket;
            } catch (IOException refused) {
                refusals.add(each.getHostAddress() + ": " + refused.getMessage());
                close(socket);
            }
        }
        throw new Trouble(
                "nobody takes a connection at port " + address.port() + " (" + String.join("; ", refusals) + ")");
    }

    static Outcome connected(Socket socket, List<String> refusals) {
        String peer = socket.getInetAddress().getHostAddress() + ", port " + socket.getPort();
        String says = refusals.isEmpty() ? peer : peer + ", but not " + String.join("; ", refusals);
        Outcome outcome = refusals.isEmpty() ? new Outcome(says) : Outcome.warning(says);
        return outcome.with("address", socket.getInetAddress().getHostAddress())
                .with("refusals", new ArrayList<>(refusals));
    }

    static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            // then it is closed
        }
    }
}
