package dev.uninterruptible.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Java in a page, which is compiled as a reader would: with the imports that an editor
 * adds, a class around what is none, and the reader's own classes.
 */
final class Example {

	private static final Pattern TYPE = Pattern.compile("(?m)^(?:public )?(?:class|record|interface) (\\w+)");

	private static final String IMPORTS = """
			import dev.uninterruptible.*;
			import dev.uninterruptible.test.*;
			import java.io.*;
			import java.net.*;
			import java.nio.charset.StandardCharsets;
			import java.security.Principal;
			import java.util.*;
			import javax.net.ssl.*;
			import org.junit.jupiter.api.Test;
			import org.springframework.boot.test.context.SpringBootTest;
			import org.springframework.context.annotation.*;
			import org.springframework.stereotype.Component;
			import static java.nio.charset.StandardCharsets.UTF_8;
			""";

	/**
	 * What the pages leave to the reader.
	 */
	private static final String READERS = """
			class EchoHandler implements RequestHandler {
				public void handleRequest(Socket client) {
				}
			}
			class Request {
				static Request read(Socket client) {
					throw new UnsupportedOperationException();
				}
				void answer(Socket client, boolean last) {
				}
			}
			""";

	private final String source;

	Example(String source) {
		this.source = source;
	}

	/**
	 * Compile it.
	 * @param directory for the files
	 * @return what the compiler objects to
	 */
	List<String> problems(Path directory) {
		if (isOfASample()) {
			return List.of();
		}
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
		try (StandardJavaFileManager files = compiler.getStandardFileManager(problems, null, null)) {
			Files.createDirectories(directory);
			Matcher type = TYPE.matcher(this.source);
			Path file = directory.resolve((type.find() ? type.group(1) : "Example") + ".java");
			Files.writeString(file, complete());
			compiler
				.getTask(null, files, problems, List.of("-proc:none", "-Xlint:none", "-d", directory.toString(),
						"-classpath", System.getProperty("java.class.path")), null, files.getJavaFileObjects(file))
				.call();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return problems.getDiagnostics().stream().map(Object::toString).toList();
	}

	/**
	 * What is in a sample is compiled with that.
	 */
	private boolean isOfASample() {
		try (Stream<Path> files = Files.walk(Page.ROOT.resolve("sample-app"))) {
			for (Path file : files.filter((path) -> path.toString().endsWith(".java")).toList()) {
				if (Files.readString(file).contains(this.source)) {
					return true;
				}
			}
			return false;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private String complete() {
		if (this.source.startsWith("import ")) {
			return this.source + READERS.replace("RequestHandler", "dev.uninterruptible.RequestHandler");
		}
		if (TYPE.matcher(this.source).find()) {
			return IMPORTS + this.source + READERS;
		}
		if (this.source.startsWith("@")) {
			return IMPORTS + "class Example {\n" + this.source + "}\n" + READERS;
		}
		return IMPORTS + "class Example {\n void example(Socket client) throws Exception {\n" + this.source + "}\n}\n"
				+ READERS;
	}

}
