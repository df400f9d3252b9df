package one.commserver.cli.transfer;

import one.commserver.cli.outcome.ExitStatus;
import one.commserver.cli.outcome.Failure;
import one.commserver.client.files.Disk;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Optional;

/// What a receiver keeps of a transfer that isn't complete, so that another process can go on with it: a directory
/// beside the file, for this user's eyes only and named after the invite, with
///
/// - `key`: the receiver's private key. The invite lets in one identity.
/// - `paired`: empty; there when that identity was let in.
/// - `data`: the bytes so far. Nothing vouches for them but their digest.
/// - `lock`: held by the process that works with it.
///
/// It blocks; for one thread after another.
public final class Partial implements AutoCloseable {

    private static final String PREFIX = ".commserver-";
    private static final int KEY_BYTES = 32;

    private final Disk disk = new Disk();
    private final Path directory;
    private final RandomAccessFile lock;
    private final SigningKey key;

    private Partial(Path directory, RandomAccessFile lock) throws IOException {
        this.directory = directory;
        this.lock = lock;
        this.key = keptOrNew();
    }

    /// Opens what there is, or begins.
    ///
    /// @param beside where the file will stand
    /// @param invite the invite's id
    /// @throws Failure if another process has it, or nothing can be written there
    public static Partial open(Path beside, Bytes invite) {
        Path directory = beside.resolve(PREFIX + invite.toBase64Url());
        try {
            new Disk().makeDirectory(directory);
            checkOwn(directory);
            return new Partial(directory, held(directory, beside));
        } catch (IOException failed) {
            throw Failure.lasting(
                    ExitStatus.CANNOT_CREATE,
                    "nothing can be kept in " + directory + ": " + failed.getMessage(),
                    failed);
        }
    }

    /// Whether there is something of an earlier process.
    public static boolean isThere(Path beside, Bytes invite) {
        return Files.isDirectory(beside.resolve(PREFIX + invite.toBase64Url()), LinkOption.NOFOLLOW_LINKS);
    }

    /// Somebody who has seen the invite may have put such a directory where all may write: to read the key, or with a
    /// link in it, so that the bytes are written over another file.
    private static void checkOwn(Path directory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("it isn't a directory");
        }
        var view = Files.getFileAttributeView(directory, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view == null) {
            return;
        }
        PosixFileAttributes attributes = view.readAttributes();
        Path mine = Files.createTempFile(directory, "mine", null);
        try {
            if (!attributes.owner().equals(Files.getOwner(mine))) {
                throw new IOException("it belongs to somebody else");
            }
        } finally {
            Files.delete(mine);
        }
        if (attributes.permissions().contains(PosixFilePermission.GROUP_WRITE)
                || attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IOException("others may write there");
        }
    }

    /// The system lets go of it when the process ends, however that happens.
    private static RandomAccessFile held(Path directory, Path beside) throws IOException {
        var lock = new RandomAccessFile(directory.resolve("lock").toFile(), "rw");
        boolean held = false;
        try {
            held = lock.getChannel().tryLock() != null;
        } catch (OverlappingFileLockException byThisProcess) {
            // then another thread has it
        } finally {
            if (!held) {
                lock.close();
            }
        }
        if (!held) {
            throw new Failure(ExitStatus.TRY_AGAIN, "another process receives by this invite, in " + beside);
        }
        return lock;
    }

    private SigningKey keptOrNew() throws IOException {
        Path file = directory.resolve("key");
        Optional<byte[]> kept = disk.read(file, KEY_BYTES).filter(bytes -> bytes.length == KEY_BYTES);
        if (kept.isEmpty()) {
            // whoever was let in with a key that is lost isn't let in again: begin anew as a whole
            Files.deleteIfExists(directory.resolve("paired"));
            SigningKey fresh = SigningKey.generate(SignatureAlgorithm.ED25519);
            byte[] encoded = fresh.encoded();
            disk.replace(file, encoded);
            Arrays.fill(encoded, (byte) 0);
            return fresh;
        }
        SigningKey same = SigningKey.fromEncoded(SignatureAlgorithm.ED25519, kept.get());
        Arrays.fill(kept.get(), (byte) 0);
        return same;
    }

    /// Who the receiver is, in all processes of this transfer. Closed with this.
    public SigningKey key() {
        return key;
    }

    /// Whether the server has let it in.
    public boolean isPaired() {
        return Files.exists(directory.resolve("paired"));
    }

    /// It has.
    public void paired() {
        try {
            disk.replace(directory.resolve("paired"), new byte[0]);
        } catch (IOException failed) {
            throw Failure.lasting(ExitStatus.IO, "what is kept can't be written: " + failed.getMessage(), failed);
        }
    }

    /// The bytes so far.
    Path data() {
        return directory.resolve("data");
    }

    /// How many there are.
    long length() throws IOException {
        return Files.exists(data()) ? Files.size(data()) : 0;
    }

    /// They were the wrong ones.
    void drop() throws IOException {
        Files.deleteIfExists(data());
    }

    /// Gives the bytes, which are safe, the file's name.
    ///
    /// @param force whether they may take another file's place
    /// @throws java.nio.file.FileAlreadyExistsException if the name is taken
    void become(Path file, boolean force) throws IOException {
        if (force) {
            disk.move(data(), file);
        } else {
            disk.place(data(), file);
        }
    }

    /// Nothing is kept any more.
    public void forget() {
        try {
            disk.delete(directory);
        } catch (IOException left) {
            // the file is there; what is left of this is only in the way
        }
    }

    @Override
    public void close() {
        key.close();
        try {
            lock.close();
        } catch (IOException unimportant) {
            // the process that holds it ends
        }
    }
}
