using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab.Processes;

namespace Monitas.Lab.Machines;

/// <summary>Runs programs and moves files in the running guest through its qemu-guest-agent, as virtual PCs do.</summary>
public sealed class GuestAgent
{
    private const int PieceBytes = 1 << 20;
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(60);
    private readonly string _path;

    /// <summary>Speaks through that socket of QEMU.</summary>
    public GuestAgent(string path) => _path = path;

    /// <summary>Waits until the guest agent answers: the system is up.</summary>
    public async Task WaitUntilReadyAsync(TimeSpan limit, CancellationToken cancellation)
    {
        using CancellationTokenSource timed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timed.CancelAfter(limit);
        while (!await IsReadyAsync(timed.Token))
        {
            cancellation.ThrowIfCancellationRequested();
            if (timed.IsCancellationRequested)
            {
                throw new LabException($"The guest agent did not answer within {limit.TotalSeconds:0} s");
            }
        }
    }

    /// <summary>Runs a program to its end.</summary>
    public async Task<CommandResult> RunAsync(TimeSpan limit, string program, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        string[] words = [.. arguments];
        string line = program + " " + string.Join(' ', words);
        using JsonLineSocket socket = await OpenAsync(cancellation);
        JsonObject order = new()
        {
            ["path"] = program,
            ["arg"] = new JsonArray([.. words.Select(word => JsonValue.Create(word))]),
            ["capture-output"] = true,
        };
        int process = (int)(await AskAsync(socket, "guest-exec", order, cancellation))["pid"]!;
        using CancellationTokenSource timed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timed.CancelAfter(limit);
        while (true)
        {
            JsonNode status = await AskAsync(socket, "guest-exec-status", new JsonObject { ["pid"] = process }, cancellation);
            if ((bool)status["exited"]!)
            {
                return new CommandResult(line, (int?)status["exitcode"] ?? -1, Text(status["out-data"]), Text(status["err-data"]));
            }

            if (timed.IsCancellationRequested)
            {
                throw new LabException($"In the guest, '{line}' was not ready after {limit.TotalSeconds:0} s");
            }

            await Task.Delay(200, cancellation);
        }
    }

    /// <summary>Runs a line of shell that must succeed and returns its output.</summary>
    public async Task<string> ShellAsync(TimeSpan limit, string line, CancellationToken cancellation) =>
        (await RunAsync(limit, "/bin/sh", ["-c", line], cancellation)).MustSucceed().Output;

    /// <summary>Writes a file in the guest.</summary>
    public async Task WriteFileAsync(string guestPath, Stream content, CancellationToken cancellation)
    {
        using JsonLineSocket socket = await OpenAsync(cancellation);
        long handle = (long)await AskAsync(socket, "guest-file-open", new JsonObject { ["path"] = guestPath, ["mode"] = "wb" }, cancellation);
        byte[] piece = new byte[PieceBytes];
        int length;
        while ((length = await content.ReadAtLeastAsync(piece, PieceBytes, throwOnEndOfStream: false, cancellation)) > 0)
        {
            JsonObject order = new() { ["handle"] = handle, ["buf-b64"] = Convert.ToBase64String(piece, 0, length) };
            JsonNode written = await AskAsync(socket, "guest-file-write", order, cancellation);
            if ((int)written["count"]! != length)
            {
                throw new LabException($"The guest agent wrote only a part of {guestPath}");
            }
        }

        await AskAsync(socket, "guest-file-close", new JsonObject { ["handle"] = handle }, cancellation);
    }

    /// <summary>Reads a file of the guest.</summary>
    public async Task ReadFileAsync(string guestPath, Stream destination, CancellationToken cancellation)
    {
        using JsonLineSocket socket = await OpenAsync(cancellation);
        long handle = (long)await AskAsync(socket, "guest-file-open", new JsonObject { ["path"] = guestPath, ["mode"] = "rb" }, cancellation);
        bool end = false;
        while (!end)
        {
            JsonNode piece = await AskAsync(socket, "guest-file-read", new JsonObject { ["handle"] = handle, ["count"] = PieceBytes }, cancellation);
            await destination.WriteAsync(Convert.FromBase64String((string)piece["buf-b64"]!), cancellation);
            end = (bool)piece["eof"]!;
        }

        await AskAsync(socket, "guest-file-close", new JsonObject { ["handle"] = handle }, cancellation);
    }

    private static string Text(JsonNode? base64) => base64 is null ? "" : Encoding.UTF8.GetString(Convert.FromBase64String((string)base64!));

    private async Task<bool> IsReadyAsync(CancellationToken cancellation)
    {
        try
        {
            using CancellationTokenSource timed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            timed.CancelAfter(TimeSpan.FromSeconds(3));
            using JsonLineSocket socket = await OpenAsync(timed.Token);
            return true;
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or LabException)
        {
            return false;
        }
    }

    /// <summary>Connects and reads away what an older connection left, as the agent's protocol wants it (guest-sync).</summary>
    private async Task<JsonLineSocket> OpenAsync(CancellationToken cancellation)
    {
        JsonLineSocket socket = await JsonLineSocket.ConnectAsync(_path, AnswerLimit, cancellation);
        try
        {
            long number = Random.Shared.Next();
            await socket.SendAsync(new JsonObject { ["execute"] = "guest-sync", ["arguments"] = new JsonObject { ["id"] = number } }, cancellation);
            JsonObject answer;
            do
            {
                answer = await socket.ReceiveAsync(cancellation);
            }
            while (answer["return"] is not JsonValue value || !value.TryGetValue(out long echoed) || echoed != number);

            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<JsonNode> AskAsync(JsonLineSocket socket, string order, JsonObject arguments, CancellationToken cancellation)
    {
        using CancellationTokenSource timed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timed.CancelAfter(AnswerLimit);
        try
        {
            await socket.SendAsync(new JsonObject { ["execute"] = order, ["arguments"] = arguments }, timed.Token);
            JsonObject answer = await socket.ReceiveAsync(timed.Token);
            return answer["return"] ?? throw new LabException($"The guest agent refused '{order}': {answer["error"]?["desc"]}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new LabException($"The guest agent did not answer '{order}' within {AnswerLimit.TotalSeconds:0} s");
        }
    }
}
