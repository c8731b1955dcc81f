using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.Schedules.Reading;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Api;

/// <summary>The schedule's file as text: read and written whole, so that comments stay.</summary>
internal sealed class ScheduleTextRoutes(ScheduleRoutes schedule, ServerSettings settings, ILogger<ScheduleTextRoutes> logger)
{
    private const int LongestCharacters = 1024 * 1024;

    private const UnixFileMode NewMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly Lock _gate = new();

    /// <summary>The file as it is.</summary>
    public Task ReadAsync(HttpContext context)
    {
        string text = Read();
        return context.JsonAsync(new ScheduleFile(settings.Schedule, text, HashOf(text)), ApiJson.Default.ScheduleFile);
    }

    /// <summary>Writes the file anew, in one step.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        ScheduleFile file = await context.BodyAsync(ApiJson.Default.ScheduleFile);
        if (file.Text.Length > LongestCharacters)
        {
            throw ApiException.BadRequest($"The schedule is longer than {LongestCharacters} characters.");
        }
        if (ScheduleReader.Read(file.Text).Errors is { Count: > 0 } errors)
        {
            throw ApiException.BadRequest("The schedule was not saved: " + string.Join("; ", errors.Select(error => error.ToString())));
        }
        lock (_gate)
        {
            if (HashOf(Read()) != file.Hash)
            {
                throw new ApiException(ErrorCode.Conflict, $"{settings.Schedule} was changed meanwhile by somebody else, and nothing was saved: load it anew, and make your change again.");
            }
            Write(file.Text);
        }
        ApiMessages.ScheduleWritten(logger, settings.Schedule, context.Who());
        await schedule.ShowAsync(context);
    }

    private string Read()
    {
        try
        {
            return File.Exists(settings.Schedule) ? File.ReadAllText(settings.Schedule) : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ApiException(ErrorCode.Internal, $"The schedule cannot be read: {e.Message}");
        }
    }

    private void Write(string text)
    {
        string fresh = settings.Schedule + ".new";
        try
        {
            UnixFileMode mode = File.Exists(settings.Schedule) ? File.GetUnixFileMode(settings.Schedule) : NewMode;
            using (FileStream stream = new(fresh, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = mode }))
            {
                stream.Write(Encoding.UTF8.GetBytes(text));
                stream.Flush(flushToDisk: true);
            }
            File.Move(fresh, settings.Schedule, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ApiException(ErrorCode.Internal, $"The schedule was not saved: {e.Message}");
        }
    }

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
