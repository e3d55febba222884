package dev.uninterruptible.documentation;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import org.commonmark.node.FencedCodeBlock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of all pages: their links, their form, and their examples.
 */
class DocumentationTests {

	private static final int LONGEST_LINE = 120;

	static List<Page> pages() {
		return Page.all();
	}

	static List<Page> docs() {
		return pages().stream().filter((page) -> page.toString().startsWith("docs/")).toList();
	}

	@ParameterizedTest
	@MethodSource("pages")
	void linksLeadSomewhere(Page page) {
		assertThat(page.links()).allSatisfy((link) -> {
			URI uri = URI.create(link);
			if (uri.getScheme() == null) {
				Path target = uri.getPath().isEmpty() ? page.file()
						: page.file().resolveSibling(uri.getPath()).normalize();
				assertThat(target).exists();
				if (uri.getFragment() != null) {
					assertThat(Page.read(target).anchors()).contains(uri.getFragment());
				}
			}
		});
	}

	@ParameterizedTest
	@MethodSource("pages")
	void linesCanBeReadWithoutScrolling(Page page) {
		List<String> lines = page.lines();
		assertThat(IntStream.range(0, lines.size())
			.filter((line) -> !page.linesOfCode().contains(line))
			.mapToObj(lines::get)
			.filter((line) -> !line.startsWith("|")))
			.allSatisfy((line) -> assertThat(line).hasSizeLessThanOrEqualTo(LONGEST_LINE));
	}

	@ParameterizedTest
	@MethodSource("docs")
	void pageBeginsWithTheQuestionThatItAnswers(Page page) {
		assertThat(page.lines().get(0)).startsWith("# ");
		assertThat(page.lines().get(2)).contains("?");
	}

	@Test
	void everyPageIsFoundFromTheReadme() {
		Page readme = Page.read(Page.ROOT.resolve("README.md"));
		assertThat(docs()).allSatisfy((page) -> assertThat(readme.links()).contains(page.toString()));
	}

	@Test
	void readmeShowsTheWholeUseOnItsFirstScreen() {
		Page readme = Page.read(Page.ROOT.resolve("README.md"));
		assertThat(readme.lines()).hasSizeLessThanOrEqualTo(150);
		assertThat(String.join("\n", readme.lines().subList(0, 30))).contains("<artifactId>", "RequestHandler",
				"kill -USR1", "curl -X POST");
	}

	@ParameterizedTest
	@MethodSource("pages")
	void propertiesInExamplesAreKnown(Page page) {
		for (FencedCodeBlock block : page.blocks("yaml")) {
			assertThat(Properties.in(new Yaml().load(block.getLiteral()))).allSatisfy(Properties::assertKnown);
		}
	}

	@ParameterizedTest
	@MethodSource("pages")
	void examplesCompile(Page page, @TempDir Path directory) {
		int number = 0;
		for (FencedCodeBlock block : page.blocks("java")) {
			Path sources = directory.resolve(Integer.toString(number++));
			assertThat(new Example(block.getLiteral()).problems(sources)).as(block.getLiteral()).isEmpty();
		}
	}

}
