package one.commserver.client.inbox;

import one.commserver.client.ClientException;
import one.commserver.client.files.Disk;
import one.commserver.client.files.Remembered;
import one.commserver.client.inbox.DirectoryInbox.Bounds;
import one.commserver.client.sync.ReceivedPart;
import one.commserver.client.sync.RefusedPart;
import one.commserver.client.sync.RefusedPart.Reason;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// The objects of a [DirectoryInbox] on disk: those that have begun below `incoming`, those that are there below
/// `complete`, what is on its way out below `trash`, and which ones have come in `known`. Everything blocks; for one
/// thread at a time. Behind a failure [#recover] comes before anything else.
final class ObjectStore {

    /// What an object takes beyond its content, as counted for [Bounds#total].
    static final long OVERHEAD = 4096;

    private static final int REMEMBERED = 16_384;
    private static final String CONTENT = "content";
    private static final String STATE = "state";

    private static final Pattern NUMBER = Pattern.compile("[0-9]{16}");
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private final Bounds bounds;
    private final Disk disk;
    private final Runnable arrived;
    private final Consumer<RefusedPart> refused;
    private final Path incoming;
    private final Path complete;
    private final Path trash;
    private final Remembered known;

    private long taken;
    private int files;

    /// Opens it; to be followed by [#recover].
    ///
    /// @param arrived told of each object that is complete
    /// @param refused told of what is dropped
    ObjectStore(Path directory, Bounds bounds, Disk disk, Runnable arrived, Consumer<RefusedPart> refused)
            throws IOException {
        this.bounds = bounds;
        this.disk = disk;
        this.arrived = arrived;
        this.refused = refused;
        this.incoming = directory.resolve("incoming");
        this.complete = directory.resolve("complete");
        this.trash = directory.resolve("trash");
        disk.makeDirectory(incoming);
        disk.makeDirectory(complete);
        disk.makeDirectory(trash);
        this.known = new Remembered(disk, directory.resolve("known"), REMEMBERED);
    }

    /// See [DirectoryInbox#take].
    void take(ReceivedPart part) throws IOException {
        Bytes digest = KeptObject.digest(part.sender(), part.part());
        if (known.contains(digest)) {
            return;
        }
        Path place = incoming.resolve(name(KeptObject.digest(part.sender(), part.part().id())));
        KeptObject kept = kept(place).orElse(null);
        if (kept != null && part.part().part() == 1 && !kept.digest().equals(digest)) {
            abandon(place, kept);
            kept = null;
        }
        boolean goesOn = kept != null && kept.first().isOfOneObjectWith(part.part());
        int next = goesOn && kept != null ? kept.next() : 1;
        if (part.part().part() > next) {
            refuse(part.sender(), part.part().id(), Reason.INCOMPLETE);
        } else if (part.part().part() == next) {
            append(place, goesOn ? kept : null, part, digest);
        }
    }

    private void append(Path place, @Nullable KeptObject kept, ReceivedPart part, Bytes digest) throws IOException {
        KeptObject before = kept == null ? KeptObject.begun(part) : kept;
        KeptObject after = before.with(part.content());
        if (after.length() > bounds.object()) {
            known.add(digest, known.next());
            drop(place);
            recount();
            refuse(part.sender(), part.part().id(), Reason.TOO_LARGE);
            return;
        }
        long more = part.content().length + (kept == null ? OVERHEAD : 0);
        makeRoom(place, kept == null, more);
        if (kept == null) {
            disk.makeDirectory(place);
        }
        disk.write(place.resolve(CONTENT), before.length(), part.content());
        disk.replace(place.resolve(STATE), after.encoded());
        taken += more;
        if (after.isComplete()) {
            finish(place, digest);
        }
    }

    /// What has begun and doesn't go on makes way.
    private void makeRoom(Path place, boolean begins, long more) throws IOException {
        List<Path> begun = begun(place);
        if (begins && begun.size() >= bounds.incomplete()) {
            abandon(begun.getFirst(), kept(begun.removeFirst()).orElseThrow());
        }
        while (taken + more > bounds.total() && !begun.isEmpty()) {
            abandon(begun.getFirst(), kept(begun.removeFirst()).orElseThrow());
        }
        if (taken + more > bounds.total() || files >= bounds.files()) {
            throw new ClientException.LimitReached("the inbox is full, something has to be removed");
        }
    }

    /// All but one that have begun, the one that has waited for longest first.
    private List<Path> begun(Path but) throws IOException {
        record Waiting(Path place, FileTime since) {}
        List<Waiting> waiting = new ArrayList<>();
        for (Path place : objects(incoming, DIGEST)) {
            if (!place.equals(but)) {
                waiting.add(new Waiting(place, Files.getLastModifiedTime(place.resolve(STATE))));
            }
        }
        waiting.sort(Comparator.comparing(Waiting::since));
        return new ArrayList<>(waiting.stream().map(Waiting::place).toList());
    }

    private void abandon(Path place, KeptObject kept) throws IOException {
        drop(place);
        taken -= kept.length() + OVERHEAD;
        refuse(kept.sender(), kept.first().id(), Reason.INCOMPLETE);
    }

    private void finish(Path place, Bytes digest) throws IOException {
        long number = known.next();
        disk.move(place, complete.resolve(name(number)));
        known.add(digest, number);
        files++;
        arrived.run();
    }

    /// In one step, so that nothing is left that looks like less than it was.
    private void drop(Path object) throws IOException {
        if (Files.exists(object)) {
            Path away = trash.resolve(object.getFileName());
            disk.delete(away);
            disk.move(object, away);
            disk.delete(away);
        }
    }

    /// Makes room: the content goes, the memory that its object has come stays.
    void remove(long number) throws IOException {
        Path there = complete.resolve(name(number));
        if (Files.exists(there)) {
            long size = size(there);
            drop(there);
            taken -= size;
            files--;
        }
    }

    private void refuse(Identity sender, String id, Reason reason) {
        refused.accept(new RefusedPart(sender, id, reason));
    }

    /// Puts in order what a killed process has left, or a step that was cut.
    void recover() throws IOException {
        for (Path leftover : disk.list(trash)) {
            disk.delete(leftover);
        }
        for (Path object : objects(complete, NUMBER)) {
            if (number(object) >= known.next()) {
                known.add(kept(object).orElseThrow(() -> damaged(object)).digest(), number(object));
            }
        }
        for (Path place : objects(incoming, DIGEST)) {
            Optional<KeptObject> kept = kept(place);
            if (kept.isEmpty() || known.contains(kept.get().digest())) {
                drop(place);
                continue;
            }
            disk.write(place.resolve(CONTENT), kept.get().length(), new byte[0]);
            if (kept.get().isComplete()) {
                finish(place, kept.get().digest());
            }
        }
        recount();
    }

    private void recount() throws IOException {
        List<Path> whole = objects(complete, NUMBER);
        files = whole.size();
        taken = 0;
        for (Path object : whole) {
            taken += size(object);
        }
        for (Path object : objects(incoming, DIGEST)) {
            taken += size(object);
        }
    }

    private static long size(Path object) throws IOException {
        return OVERHEAD + Files.size(object.resolve(CONTENT));
    }

    private Optional<KeptObject> kept(Path object) throws IOException {
        Path state = object.resolve(STATE);
        Optional<byte[]> encoded = disk.read(state, KeptObject.MAX_ENCODED);
        return encoded.isPresent() ? Optional.of(KeptObject.decode(encoded.get(), state)) : Optional.empty();
    }

    /// The numbers of those that are complete, in their order, behind that one.
    List<Long> numbersBehind(long last) throws IOException {
        return objects(complete, NUMBER).stream().map(ObjectStore::number).filter(number -> number > last).toList();
    }

    /// One that is complete; empty if it was removed.
    Optional<ReceivedFile> file(long number) throws IOException {
        Path there = complete.resolve(name(number));
        return kept(there)
                .map(kept ->
                        new ReceivedFile(
                                number,
                                kept.sender(),
                                kept.first().id(),
                                kept.first().sent(),
                                kept.stored(),
                                kept.length(),
                                there.resolve(CONTENT)));
    }

    /// Leaves alone what isn't the inbox's.
    private List<Path> objects(Path directory, Pattern name) throws IOException {
        return disk.list(directory).stream()
                .filter(object -> name.matcher(object.getFileName().toString()).matches())
                .toList();
    }

    private static long number(Path object) {
        return Long.parseLong(object.getFileName().toString());
    }

    private static IOException damaged(Path object) {
        return new IOException(object + " isn't what it was");
    }

    private static String name(Bytes digest) {
        return HexFormat.of().formatHex(digest.toByteArray());
    }

    private static String name(long number) {
        return "%016d".formatted(number);
    }
}
