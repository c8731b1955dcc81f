using System.Collections.Generic;

namespace Monitas.Bench.Clients;

/// <summary>What the client process is to fetch.</summary>
/// <param name="Protocol">"tftp" or "http".</param>
/// <param name="Server">The server's address.</param>
/// <param name="Name">The file's name (TFTP) or path (HTTP).</param>
/// <param name="Expected">A file with the bytes that must come.</param>
/// <param name="Clients">The address of each client; all begin at once.</param>
/// <param name="BlockBytes">TFTP's blksize that is asked for.</param>
/// <param name="WindowBlocks">TFTP's windowsize that is asked for.</param>
/// <param name="WarmUp">Fetch once before the clock starts, so that nothing is measured that happens once only.</param>
public sealed record FetchOrder(
    string Protocol, string Server, string Name, string Expected, IReadOnlyList<string> Clients, int BlockBytes, int WindowBlocks, bool WarmUp);

/// <summary>How the fetching went.</summary>
/// <param name="Bytes">What came and was right, of all clients together.</param>
/// <param name="SentBytes">The same with what came before the clock started.</param>
/// <param name="Seconds">From the start of all until each of them that finished had its last byte, ascending.</param>
/// <param name="Failures">One sentence for each client that did not finish or got wrong bytes.</param>
/// <param name="Terms">What the server agreed to, such as "blksize 1468, windowsize 16"; of one client.</param>
/// <param name="Resent">How often the clients of TFTP had to ask again, because a block was missing or nothing came.</param>
public sealed record FetchResult(long Bytes, long SentBytes, IReadOnlyList<double> Seconds, IReadOnlyList<string> Failures, string Terms, long Resent);
