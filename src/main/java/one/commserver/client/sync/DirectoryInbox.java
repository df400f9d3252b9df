package one.commserver.client.sync;

import one.commserver.client.ClientException;
import one.commserver.client.files.Disk;
import one.commserver.client.files.Remembered;
import one.commserver.client.sync.RefusedPart.Reason;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;

/// Keeps what was left for one device in a directory, from which the application takes it object by object. Of a part
/// that was taken nothing gets lost and nothing comes twice, wherever the process is killed or the power is cut: a part
/// that is there completes at once, and of an object that has come the last 16,384 are remembered, also when they were
/// removed. In memory are those and one part, whatever the objects' size.
///
/// Parts may go on with an object behind any break. Part 1 of another object of the same sender and id begins anew and
/// drops what was incomplete. The other refusals are told by [#refusals], and the rest of the object is dropped:
///
/// - A part before which one is missing ([Reason#INCOMPLETE]): a server that tells the truth has none.
/// - An object that grows beyond its bound ([Reason#TOO_LARGE]); to refuse it is better than to wait with all that
///   stands behind it.
/// - Of the objects that have begun and didn't go on only some are kept; the one that has waited for longest is dropped
///   ([Reason#INCOMPLETE]).
///
/// When all bounds together are reached a part fails with [ClientException.LimitReached]: it stays with the server, and
/// comes again when there is room.
///
/// The files' names come from counters and digests, never from what others chose. What was left stands there as it was
/// before it was sealed: the directory is as secret as that.
///
/// Spec: chapter 9.
public final class DirectoryInbox implements Inbox, AutoCloseable {

    /// What an object takes beyond its content, as counted for [Bounds#total].
    static final long OVERHEAD = 4096;

    private static final int REMEMBERED = 16_384;
    private static final String CONTENT = "content";
    private static final String STATE = "state";
    private static final int MAX_CURSOR = 64;
    private static final Pattern CURSOR = Pattern.compile("[A-Za-z0-9._-]{1," + MAX_CURSOR + "}");

    private static final Pattern NUMBER = Pattern.compile("[0-9]{16}");
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private final Bounds bounds;
    private final Disk disk;
    private final Path incoming;
    private final Path complete;
    private final Path trash;
    private final Path cursor;
    private final FileChannel lock;
    private final Remembered known;
    private final Sinks.Many<Boolean> arrivals = Sinks.many().replay().latestOrDefault(true);
    private final Sinks.Many<RefusedPart> refusals = Sinks.many().multicast().directBestEffort();

    /// Whether something has failed in its middle, so that what is on disk is to be looked at anew.
    private boolean unsure = true;

    private boolean closed;
    private long taken;
    private int files;

    /// How much it keeps.
    ///
    /// @param object bytes of one object
    /// @param incomplete objects that have begun and aren't complete; a truthful server has one at a time
    /// @param files objects that are complete and weren't removed
    /// @param total bytes of all of them, 4 KiB for each included
    public record Bounds(long object, int incomplete, int files, long total) {

        /// 1 GiB an object, 8 incomplete ones, 10,000 complete ones, 16 GiB in all.
        public static final Bounds DEFAULT = new Bounds(1L << 30, 8, 10_000, 1L << 34);

        /// @throws IllegalArgumentException if there isn't room for one object
        public Bounds {
            if (object < 0 || incomplete < 1 || files < 1 || total - OVERHEAD < object) {
                throw new IllegalArgumentException("there must be room for at least one object");
            }
        }
    }

    private DirectoryInbox(Path directory, Bounds bounds, Disk disk, FileChannel lock) throws IOException {
        this.bounds = bounds;
        this.disk = disk;
        this.lock = lock;
        this.incoming = directory.resolve("incoming");
        this.complete = directory.resolve("complete");
        this.trash = directory.resolve("trash");
        this.cursor = directory.resolve("cursor");
        disk.makeDirectory(incoming);
        disk.makeDirectory(complete);
        disk.makeDirectory(trash);
        this.known = new Remembered(disk, directory.resolve("known"), REMEMBERED);
        recover();
    }

    /// Opens it, and puts in order what a killed process has left. Blocks.
    ///
    /// @param directory its own, made if there is none; all on one file system
    /// @throws IOException also if another one has it open, and if what is there isn't an inbox any more
    public static DirectoryInbox open(Path directory, Bounds bounds) throws IOException {
        return open(directory, bounds, new Disk());
    }

    static DirectoryInbox open(Path directory, Bounds bounds, Disk disk) throws IOException {
        Path own = directory.toAbsolutePath();
        disk.makeDirectory(own);
        FileChannel lock = FileChannel.open(own.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            lock(lock, own);
            return new DirectoryInbox(own, bounds, disk, lock);
        } catch (IOException | RuntimeException failure) {
            lock.close();
            throw failure;
        }
    }

    private static void lock(FileChannel lock, Path directory) throws IOException {
        try {
            if (lock.tryLock() == null) {
                throw new IOException(directory + " is in use by another process");
            }
        } catch (OverlappingFileLockException here) {
            throw new IOException(directory + " is in use by this process", here);
        }
    }

    @Override
    public Mono<Void> take(ReceivedPart part) {
        return done(() -> takeNow(part));
    }

    @Override
    public Mono<Void> refused(RefusedPart part) {
        return done(() -> refuse(part.sender(), part.id(), part.reason()));
    }

    @Override
    public Mono<String> cursor() {
        return work(() ->
                        disk.read(cursor, MAX_CURSOR)
                                .map(saved -> new String(saved, StandardCharsets.US_ASCII))
                                .filter(saved -> CURSOR.matcher(saved).matches()))
                .flatMap(Mono::justOrEmpty);
    }

    @Override
    public Mono<Void> save(String next) {
        return done(() -> disk.replace(cursor, next.getBytes(StandardCharsets.US_ASCII)));
    }

    /// The objects that are here now, in the order in which they came.
    public Flux<ReceivedFile> present() {
        return Flux.defer(() -> files(new Place()));
    }

    /// The objects that are here, in the order in which they came, and then each that becomes complete. To be removed
    /// when they are no longer wanted; until then each subscriber gets them. Reads directories on the elastic
    /// scheduler, as fast as it is asked. Completes when the inbox is closed.
    public Flux<ReceivedFile> files() {
        return Flux.defer(() -> {
            var last = new Place();
            return arrivals.asFlux().onBackpressureLatest().concatMap(arrival -> files(last), 1);
        });
    }

    private Flux<ReceivedFile> files(Place last) {
        return work(() -> numbersBehind(last.number))
                .flatMapIterable(numbers -> numbers)
                .doOnNext(number -> last.number = number)
                .concatMap(number -> work(() -> file(number)), 1)
                .concatMap(Mono::justOrEmpty, 1);
    }

    /// How far a subscriber is.
    private static final class Place {
        private volatile long number;
    }

    /// Makes room: the file goes, the memory that its object has come stays.
    public Mono<Void> remove(ReceivedFile file) {
        return done(() -> {
            Path there = complete.resolve(name(file.number()));
            if (Files.exists(there)) {
                long size = size(there);
                drop(there);
                taken -= size;
                files--;
            }
        });
    }

    /// What was not taken, from now on. Whoever is slow misses some.
    public Flux<RefusedPart> refusals() {
        return refusals.asFlux();
    }

    /// Lets another one have the directory; all that was taken is safe anyway. Blocks until what goes on is done.
    @Override
    public synchronized void close() throws IOException {
        closed = true;
        lock.close();
        arrivals.tryEmitComplete();
        refusals.tryEmitComplete();
    }

    private interface Step {
        void run() throws IOException;
    }

    private Mono<Void> done(Step step) {
        return work(
                        () -> {
                            step.run();
                            return true;
                        })
                .then();
    }

    /// One thing after another. What is cut in its middle is put in order before the next one.
    private <T> Mono<T> work(Callable<T> task) {
        return Mono.fromCallable(() -> locked(task)).subscribeOn(Schedulers.boundedElastic());
    }

    private synchronized <T> T locked(Callable<T> task) throws Exception {
        if (closed) {
            throw new IllegalStateException("the inbox is closed");
        }
        if (unsure) {
            recover();
        }
        unsure = true;
        T result = task.call();
        unsure = false;
        return result;
    }

    private void takeNow(ReceivedPart part) throws IOException {
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
        arrivals.tryEmitNext(true);
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

    private void refuse(Identity sender, String id, Reason reason) {
        refusals.tryEmitNext(new RefusedPart(sender, id, reason));
    }

    private void recover() throws IOException {
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
        unsure = false;
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

    private List<Long> numbersBehind(long last) throws IOException {
        return objects(complete, NUMBER).stream().map(DirectoryInbox::number).filter(number -> number > last).toList();
    }

    private Optional<ReceivedFile> file(long number) throws IOException {
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
