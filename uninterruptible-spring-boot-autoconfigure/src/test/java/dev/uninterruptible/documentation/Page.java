package dev.uninterruptible.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.commonmark.ext.heading.anchor.IdGenerator;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.SourceSpan;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/**
 * A page of the documentation.
 *
 * @param file where it is
 * @param lines its lines
 * @param links where its links lead
 * @param anchors what a link can lead to
 * @param blocks its fenced blocks of code
 * @param linesOfCode which of its lines, from 0 on, are code
 */
record Page(Path file, List<String> lines, List<String> links, Set<String> anchors, List<FencedCodeBlock> blocks,
		Set<Integer> linesOfCode) {

	static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

	static List<Page> all() {
		try (Stream<Path> root = Files.list(ROOT); Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
			return Stream.concat(root, docs)
				.filter((file) -> file.toString().endsWith(".md"))
				.sorted()
				.map(Page::read)
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static Page read(Path file) {
		try {
			List<String> lines = Files.readAllLines(file);
			Node document = Parser.builder()
				.includeSourceSpans(IncludeSourceSpans.BLOCKS)
				.build()
				.parse(String.join("\n", lines));
			Page page = new Page(file, lines, new ArrayList<>(), new HashSet<>(), new ArrayList<>(), new HashSet<>());
			document.accept(page.new Reader());
			return page;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	List<FencedCodeBlock> blocks(String language) {
		return this.blocks.stream().filter((block) -> block.getInfo().equals(language)).toList();
	}

	@Override
	public String toString() {
		return ROOT.relativize(this.file).toString();
	}

	private final class Reader extends AbstractVisitor {

		private final IdGenerator ids = IdGenerator.builder().build();

		@Override
		public void visit(Heading heading) {
			StringBuilder text = new StringBuilder();
			heading.accept(new AbstractVisitor() {

				@Override
				public void visit(Text part) {
					text.append(part.getLiteral());
				}

				@Override
				public void visit(Code part) {
					text.append(part.getLiteral());
				}

			});
			anchors().add(this.ids.generateId(text.toString()));
			visitChildren(heading);
		}

		@Override
		public void visit(Link link) {
			links().add(link.getDestination());
			visitChildren(link);
		}

		@Override
		public void visit(FencedCodeBlock block) {
			blocks().add(block);
			code(block);
		}

		@Override
		public void visit(IndentedCodeBlock block) {
			code(block);
		}

		private void code(Node block) {
			block.getSourceSpans().stream().map(SourceSpan::getLineIndex).forEach(linesOfCode()::add);
		}

	}

}
