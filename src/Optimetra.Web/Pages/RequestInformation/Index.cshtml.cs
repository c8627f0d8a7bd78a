using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.Extensions.Options;
using Optimetra.Core.Submissions;
using Optimetra.Web.Forms;
using Optimetra.Web.Pages.Receipt;

namespace Optimetra.Web.Pages.RequestInformation;

[LimitFormPosts]
public class IndexModel(
    SubmissionService submissions, ChannelPromises promises, IOptionsMonitor<InformationRequestOptions> options, TimeProvider clock) : PageModel
{
    private const int MaxDaysAhead = 366;

    [BindProperty]
    public InputModel Input { get; set; } = new();

    [BindProperty]
    public FormToken? Token { get; set; }

    public ChannelPromise Promise => promises.For(Channel.InformationRequest);

    public IEnumerable<SelectListItem> TopicChoices => options.CurrentValue.AllTopics.Select(topic => new SelectListItem(topic, topic));

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        CheckTopics();
        var wantedBy = ReadWantedBy();
        if (!ModelState.IsValid)
        {
            return this.PageWithErrors();
        }

        var receiving = await submissions.ReceiveAsync(Input.ToRequest(wantedBy), Token ?? FormToken.None, cancellationToken);
        if (receiving is Receiving.StaleForm or Receiving.UsedForOtherContent)
        {
            Token = null;
        }

        return this.ReceiptPage(receiving);
    }

    private void CheckTopics()
    {
        if (Input.Topics.Count == 0)
        {
            ModelState.AddModelError("Input.Topics", "Choose at least one topic");
        }
        else if (Input.Topics.Except(options.CurrentValue.AllTopics).Any())
        {
            ModelState.AddModelError("Input.Topics", "Choose from the topics that are listed; they have changed since you opened this page");
        }
    }

    private DateOnly? ReadWantedBy()
    {
        if (string.IsNullOrWhiteSpace(Input.WantedBy))
        {
            return null;
        }

        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        if (!IsoDay.TryRead(Input.WantedBy, out var day))
        {
            ModelState.AddModelError("Input.WantedBy", "Enter the day as year-month-day, like 2030-01-31, or leave it empty");
        }
        else if (day < today || day > today.AddDays(MaxDaysAhead))
        {
            ModelState.AddModelError("Input.WantedBy", "Enter a day from today to a year ahead, or leave it empty");
        }

        return day;
    }

    public class InputModel
    {
        [Display(Name = "What is it about?")]
        [Required(ErrorMessage = "Choose at least one topic")]
        public List<string> Topics { get; set; } = [];

        [Display(Name = "What do you want to know?")]
        [Required(ErrorMessage = "Enter what you want to know")]
        [PlainText("what you want to know", InformationRequest.MaxQuestionLength, Multiline = true)]
        public string? Question { get; set; }

        [Display(Name = "Name")]
        [Required(ErrorMessage = "Enter your name")]
        [PlainText("your name", ContactMessage.MaxNameLength)]
        public string? Name { get; set; }

        [Display(Name = "Email address")]
        [Required(ErrorMessage = "Enter your email address")]
        [EmailFormat]
        public string? Email { get; set; }

        [Display(Name = "Organization")]
        [PlainText("the organization’s name", InformationRequest.MaxOrganisationLength)]
        public string? Organisation { get; set; }

        [Display(Name = "How do you want to be answered?")]
        [Required(ErrorMessage = "Choose how you want to be answered")]
        [AllowedValues(nameof(ReplyWay.Email), nameof(ReplyWay.Telephone), ErrorMessage = "Choose how you want to be answered")]
        public string? ReplyBy { get; set; }

        [Display(Name = "Telephone number")]
        [TelephoneFormat]
        [RequiredWhere(nameof(ReplyBy), nameof(ReplyWay.Telephone), ErrorMessage = "Enter your telephone number, or choose to be answered by email")]
        public string? Telephone { get; set; }

        [Display(Name = "By when do you need the answer?")]
        public string? WantedBy { get; set; }

        /// <summary>The field that people do not see.</summary>
        public string? Website { get; set; }

        public InformationRequest ToRequest(DateOnly? wantedBy) => new()
        {
            Name = PlainText.Normalize(Name),
            Email = PlainText.Normalize(Email),
            Organisation = PlainText.Normalize(Organisation),
            Telephone = PlainText.Normalize(Telephone),
            Topics = [.. Topics.Distinct()],
            Question = PlainText.Normalize(Question),
            ReplyBy = Enum.Parse<ReplyWay>(ReplyBy!),
            WantedBy = wantedBy,
            Trap = Website,
        };
    }
}
