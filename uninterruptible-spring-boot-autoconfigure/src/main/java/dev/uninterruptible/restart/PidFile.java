package dev.uninterruptible.restart;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import java.util.regex.Pattern;

import dev.uninterruptible.posix.FileStatus;
import dev.uninterruptible.posix.SmallFile;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that names the process which accepts connections. It is written by rename, so
 * that a reader never sees half of it, and removed only by the process that wrote it: in
 * containers that share a volume, several processes may have the same pid. A link of this
 * user, or of root, is followed, and its directory made again if that is gone. What
 * cannot be replaced, as a file that is mounted, is overwritten, and is empty in the end.
 * Everybody may read it.
 */
public final class PidFile {

	private static final Logger logger = LoggerFactory.getLogger(PidFile.class);

	private static final int MOST_LINKS = 40;

	private static final int ROOT = 0;

	private static final Pattern PID = Pattern.compile("\\d{1,18}");

	private static final SecureRandom random = new SecureRandom();

	private final Path path;

	private final long pid;

	private volatile @Nullable Identity written;

	/**
	 * Create the pidfile of this process. Nothing is written yet.
	 * @param path where
	 */
	public PidFile(Path path) {
		this(path, ProcessHandle.current().pid());
	}

	PidFile(Path path, long pid) {
		this.path = path.toAbsolutePath();
		this.pid = pid;
	}

	/**
	 * Name this process. A file that is there stays if that fails.
	 * @throws IOException if the file cannot be written
	 */
	public void write() throws IOException {
		try {
			Path place = place();
			try {
				replace(place);
			}
			catch (IOException ex) {
				if (!Files.isRegularFile(place) || !Files.isWritable(place) || !isTrusted(place)) {
					throw ex;
				}
				logger.debug("The pidfile {} is overwritten in place", place, ex);
				overwrite(place, this.pid + "\n");
				this.written = Identity.of(place);
			}
		}
		catch (IOException | RuntimeException ex) {
			throw new IOException("The pidfile %s cannot be written: %s".formatted(this.path, ex), ex);
		}
	}

	/**
	 * In a directory that others may write to, a link of theirs could lead to any file of
	 * this user.
	 */
	private Path place() throws IOException {
		Path place = this.path;
		for (int i = 0; i < MOST_LINKS && Files.isSymbolicLink(place); i++) {
			if (!isTrusted(place)) {
				throw new IOException("the link %s belongs to another user".formatted(place));
			}
			place = place.resolveSibling(Files.readSymbolicLink(place));
		}
		return place;
	}

	private static boolean isTrusted(Path path) throws IOException {
		FileStatus status = FileStatus.of(path);
		return status.owner() == ROOT || status.isOwn();
	}

	private void replace(Path place) throws IOException {
		Path file = place.resolveSibling(String.join(".", place.getFileName().toString(), Long.toString(this.pid),
				Long.toHexString(random.nextLong())));
		create(file);
		try {
			Files.writeString(file, this.pid + "\n");
			letEverybodyRead(file);
			Identity identity = Identity.of(file);
			Files.move(file, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
			this.written = identity;
		}
		catch (IOException | RuntimeException | Error ex) {
			deleteAfter(ex, file);
			throw ex;
		}
	}

	/**
	 * The directory is made again if somebody has removed it, or one above it, as where
	 * they are cleaned.
	 */
	private static void create(Path file) throws IOException {
		try {
			Files.createFile(file);
		}
		catch (NoSuchFileException ex) {
			Files.createDirectories(Objects.requireNonNull(file.getParent()));
			Files.createFile(file);
		}
	}

	/**
	 * Whatever the umask: whoever sends signals to the server may be another user.
	 */
	private static void letEverybodyRead(Path file) throws IOException {
		PosixFileAttributeView attributes = Files.getFileAttributeView(file, PosixFileAttributeView.class);
		if (attributes != null) {
			attributes.setPermissions(PosixFilePermissions.fromString("rw-r--r--"));
		}
	}

	/**
	 * At no moment is the file empty, unless it is to be.
	 */
	private static void overwrite(Path place, String text) throws IOException {
		try (RandomAccessFile file = new RandomAccessFile(place.toFile(), "rw")) {
			file.write(text.getBytes(StandardCharsets.US_ASCII));
			file.setLength(text.length());
		}
	}

	private static void deleteAfter(Throwable failure, Path file) {
		try {
			Files.deleteIfExists(file);
		}
		catch (IOException | RuntimeException ex) {
			failure.addSuppressed(ex);
		}
	}

	/**
	 * Remove the file if it names this process.
	 */
	public void delete() {
		try {
			if (isOwn()) {
				delete(place());
			}
		}
		catch (NoSuchFileException ex) {
			logger.debug("The pidfile {} was gone already", this.path);
		}
		catch (IOException | RuntimeException ex) {
			logger.warn("The pidfile {} cannot be removed: {}", this.path, ex.toString());
		}
	}

	private static void delete(Path place) throws IOException {
		try {
			Files.delete(place);
		}
		catch (NoSuchFileException ex) {
			throw ex;
		}
		catch (IOException ex) {
			logger.debug("The pidfile {} is emptied", place, ex);
			overwrite(place, "");
		}
	}

	/**
	 * Return whether the file names this process: it is the one that this process wrote,
	 * and still says so.
	 * @return {@code false} if it does not, or cannot be read
	 */
	public boolean namesThisProcess() {
		try {
			return isOwn();
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("The pidfile {} cannot be read", this.path, ex);
			return false;
		}
	}

	/**
	 * Return whether the file names nobody: it is not there, is empty, or names a process
	 * that is gone.
	 * @param isAlive tells whether a process lives
	 * @return {@code false} if it names a process that lives, has some other content, or
	 * cannot be read
	 */
	boolean namesNobody(LongPredicate isAlive) {
		String content = content();
		return content != null && (content.isEmpty() || (isPid(content) && !isAlive.test(Long.parseLong(content))));
	}

	/**
	 * Return the other process that the file names, if that lives: it may be a server
	 * with the same pidfile, or a process that has got the pid of one that was killed.
	 * @param isAlive tells whether a process lives
	 */
	OptionalLong another(LongPredicate isAlive) {
		String content = content();
		if (content == null || !isPid(content)) {
			return OptionalLong.empty();
		}
		long other = Long.parseLong(content);
		return (other != this.pid && isAlive.test(other)) ? OptionalLong.of(other) : OptionalLong.empty();
	}

	private static boolean isPid(String content) {
		return PID.matcher(content).matches();
	}

	/**
	 * Return what is in the file, nothing if it is not there, and {@code null} if it
	 * cannot be read.
	 */
	private @Nullable String content() {
		try {
			return SmallFile.read(this.path, StandardCharsets.US_ASCII).strip();
		}
		catch (NoSuchFileException ex) {
			return "";
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("The pidfile {} cannot be read", this.path, ex);
			return null;
		}
	}

	private boolean isOwn() throws IOException {
		Identity written = this.written;
		return written != null && written.equals(Identity.of(this.path))
				&& SmallFile.read(this.path, StandardCharsets.US_ASCII).strip().equals(Long.toString(this.pid));
	}

	@Override
	public String toString() {
		return this.path.toString();
	}

	/**
	 * What tells one file from another of the same name. The number of a file that was
	 * replaced may be given to the next one, hence the time; which is that of the last
	 * change where the system does not tell that of the creation.
	 *
	 * @param key device and number, {@code null} where files have none
	 * @param creationTime when it was created
	 */
	private record Identity(@Nullable Object key, FileTime creationTime) {

		static Identity of(Path file) throws IOException {
			BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
			return new Identity(attributes.fileKey(), attributes.creationTime());
		}

	}

}
