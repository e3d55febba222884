package dev.uninterruptible.autoconfigure;

import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the permissions of a Unix-domain socket.
 */
final class UnixPermissions {

	/**
	 * With the leading zero, without which a number that YAML has read as an octal one
	 * could pass for another.
	 */
	private static final Pattern OCTAL = Pattern.compile("0[0-7]{3}");

	private static final Pattern SYMBOLIC = Pattern.compile("([r-][w-][x-]){3}");

	private static final String ALL = "rwxrwxrwx";

	private UnixPermissions() {
	}

	/**
	 * Read permissions.
	 * @param permissions as {@code chmod} takes them in octal, or {@code ls} writes them
	 * @throws IllegalArgumentException if they are none: the message says why
	 */
	static Set<PosixFilePermission> parse(String permissions) {
		if (SYMBOLIC.matcher(permissions).matches()) {
			return PosixFilePermissions.fromString(permissions);
		}
		if (!OCTAL.matcher(permissions).matches()) {
			throw new IllegalArgumentException(
					"Permissions are four octal digits that begin with 0, in quotes where the file is YAML ('0660'), or letters like rw-rw----.");
		}
		StringBuilder symbolic = new StringBuilder(ALL);
		int bits = Integer.parseInt(permissions, 8);
		for (int i = ALL.length() - 1; i >= 0; i--) {
			if (bits % 2 == 0) {
				symbolic.setCharAt(i, '-');
			}
			bits /= 2;
		}
		return PosixFilePermissions.fromString(symbolic.toString());
	}

}
