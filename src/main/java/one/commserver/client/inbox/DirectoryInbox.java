package one.commserver.client.inbox;

import one.commserver.client.ClientException;
import one.commserver.client.files.Disk;
import one.commserver.client.sync.Inbox;
import one.commserver.client.sync.ReceivedPart;
import one.commserver.client.sync.RefusedPart;
import one.commserver.client.sync.RefusedPart.Reason;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

    private static final int MAX_CURSOR = 64;
    private static final Pattern CURSOR = Pattern.compile("[A-Za-z0-9._-]{1," + MAX_CURSOR + "}");

    private final Disk disk;
    private final ObjectStore store;
    private final Path cursor;
    private final FileChannel lock;
    private final Sinks.Many<Boolean> arrivals = Sinks.many().replay().latestOrDefault(true);
    private final Sinks.Many<RefusedPart> refusals = Sinks.many().multicast().directBestEffort();

    /// Whether something has failed in its middle, so that what is on disk is to be looked at anew.
    private boolean unsure;

    private boolean closed;

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
            if (object < 0 || incomplete < 1 || files < 1 || total - ObjectStore.OVERHEAD < object) {
                throw new IllegalArgumentException("there must be room for at least one object");
            }
        }
    }

    private DirectoryInbox(Path directory, Bounds bounds, Disk disk, FileChannel lock) throws IOException {
        this.disk = disk;
        this.lock = lock;
        this.cursor = directory.resolve("cursor");
        this.store = new ObjectStore(directory, bounds, disk, () -> arrivals.tryEmitNext(true), refusals::tryEmitNext);
        store.recover();
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
        return done(() -> store.take(part));
    }

    @Override
    public Mono<Void> refused(RefusedPart part) {
        return done(() -> refusals.tryEmitNext(part));
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
        return work(() -> store.numbersBehind(last.number))
                .flatMapIterable(numbers -> numbers)
                .doOnNext(number -> last.number = number)
                .concatMap(number -> work(() -> store.file(number)), 1)
                .concatMap(Mono::justOrEmpty, 1);
    }

    /// How far a subscriber is.
    private static final class Place {
        private volatile long number;
    }

    /// Makes room: the file goes, the memory that its object has come stays.
    public Mono<Void> remove(ReceivedFile file) {
        return done(() -> store.remove(file.number()));
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
            store.recover();
        }
        unsure = true;
        T result = task.call();
        unsure = false;
        return result;
    }
}
