package one.commserver.connection;

import one.commserver.wire.Departure;

import java.util.List;

/// Says in a list what became of it.
record FakeDeparture(String name, int bytes, List<String> fates) implements Departure {

    @Override
    public void depart() {
        fates.add(name + " left");
    }

    @Override
    public void drop() {
        fates.add(name + " dropped");
    }
}
