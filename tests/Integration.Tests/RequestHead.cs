using System;
using System.Globalization;
using System.IO;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Messages;

namespace Monitas.Integration.Tests;

/// <summary>The first lines of a request of HTTP/1.1, as the agent makes it (RFC 9112).</summary>
/// <param name="Bytes">All of it, with the empty line.</param>
/// <param name="Route">Its path with "{job}" for the job's number, as in <see cref="Routes"/>.</param>
/// <param name="BodyBytes">The length of the body.</param>
/// <param name="HasEnd">Another request may follow; not so after a session, nor where the end of a body is not told before (an enrolment).</param>
internal sealed partial record RequestHead(byte[] Bytes, string Route, long BodyBytes, bool HasEnd)
{
    private const int MaxBytes = 16 * 1024;

    /// <summary>Reads byte by byte, so that nothing of the body is taken; null at the end of the connection.</summary>
    public static async Task<RequestHead?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[MaxBytes];
        int length = 0;
        while (length < 4 || !bytes.AsSpan(length - 4, 4).SequenceEqual("\r\n\r\n"u8))
        {
            if (await stream.ReadAsync(bytes.AsMemory(length, 1), cancellationToken) == 0)
            {
                return null;
            }
            length++;
        }
        string text = Encoding.ASCII.GetString(bytes, 0, length);
        string route = JobNumber().Replace(text.Split(' ')[1], "/jobs/{job}/");
        Match body = ContentLength().Match(text);
        bool hasEnd = route != Routes.Session && !text.Contains("Transfer-Encoding", StringComparison.OrdinalIgnoreCase);
        return new RequestHead(bytes[..length], route, body.Success ? long.Parse(body.Groups[1].Value, CultureInfo.InvariantCulture) : 0, hasEnd);
    }

    [GeneratedRegex("/jobs/[0-9]+/")]
    private static partial Regex JobNumber();

    [GeneratedRegex("^Content-Length: *([0-9]+)", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex ContentLength();
}
