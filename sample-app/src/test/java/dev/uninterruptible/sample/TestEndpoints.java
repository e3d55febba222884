package dev.uninterruptible.sample;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * What the HTTP tests ask of the sample. It is part of an application that has the test
 * classes on its class path, on the servlet stack and on the reactive one.
 */
@RestController
class TestEndpoints {

	static final int DOWNLOAD_BYTES = 5_000_000;

	/**
	 * Answers at once, with what only this request has.
	 * @param name the name
	 * @return the name
	 */
	@GetMapping("/hello/{name}")
	String hello(@PathVariable String name) {
		return name;
	}

	@GetMapping("/wait/{millis}")
	CompletableFuture<String> waiting(@PathVariable long millis, @RequestParam String name) {
		Executor later = CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS);
		return CompletableFuture.supplyAsync(() -> name, later);
	}

	@PostMapping("/upload")
	String upload(@RequestBody byte[] body) {
		return describe(body);
	}

	@GetMapping("/download")
	byte[] download() {
		return content(DOWNLOAD_BYTES);
	}

	static byte[] content(int length) {
		byte[] content = new byte[length];
		for (int i = 0; i < length; i++) {
			content[i] = (byte) ('a' + (i + i / 251) % 26);
		}
		return content;
	}

	static String describe(byte[] content) {
		CRC32 checksum = new CRC32();
		checksum.update(content);
		return content.length + " bytes, " + Long.toHexString(checksum.getValue());
	}

}
